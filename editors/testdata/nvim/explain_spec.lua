-- Explanations are shown in one window, which q closes.
local see = require('see')

local function text_window()
  return vim.fn.bufwinid('modroute://text')
end

see.open_module()
local source = vim.api.nvim_get_current_win()
vim.cmd.ModrouteExplain()
local text = see.wait('explanation', function()
  return text_window() ~= -1 and see.lines(vim.fn.bufnr('modroute://text'))
end)
see.contains('explanation', text, 'git.corp.internal/platform/auth')
see.contains('explanation', text, 'proxy.golang.org')
see.equal('filetype', vim.bo.filetype, 'markdown')
see.equal('it can be read only', vim.bo.modifiable, false)

vim.api.nvim_set_current_win(source)
vim.cmd.ModrouteEnv()
see.wait('the environment in the same window', function()
  local shown = see.lines(vim.fn.bufnr('modroute://text'))
  return shown:find('GOPROXY', 1, true) and shown:find('GOSUMDB', 1, true), shown
end)
see.equal('windows', #vim.api.nvim_list_wins(), 2)

vim.api.nvim_set_current_win(source)
vim.cmd.ModrouteExplain('ledger.internal/client')
see.wait('the module that was named', function()
  local shown = see.lines(vim.fn.bufnr('modroute://text'))
  return shown:find('ledger.internal/client', 1, true), shown
end)

vim.api.nvim_feedkeys('q', 'xt', false)
see.equal('closed by q', text_window(), -1)
