-- For lazy.nvim. The plugin is a folder of the repository.
return {
  'modroute/modroute',
  build = {
    'go install .',
    function(plugin)
      vim.cmd.helptags(plugin.dir .. '/editors/nvim/doc')
    end,
  },
  config = function(plugin)
    vim.opt.runtimepath:append(plugin.dir .. '/editors/nvim')
    vim.cmd.runtime('plugin/modroute.lua')
  end,
}
