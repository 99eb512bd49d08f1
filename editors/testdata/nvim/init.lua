-- The configuration of a user who has the plugin.
vim.opt.runtimepath:prepend(vim.env.PLUGIN)
package.path = vim.env.SCRIPTS .. '/?.lua;' .. package.path
