-- Who wants it has a summary at the module line, which opens the environment.
local see = require('see')

vim.g.modroute = { codelens = true }
see.open_module()
local before = see.wait_screen('a summary', function(line)
  return line:find('proxy.golang.org', 1, true)
end)
see.go('env', '-w', 'GOPRIVATE=git.corp.internal')
see.wait_screen('the summary follows the environment', function(line)
  return line ~= before and line:find('proxy.golang.org', 1, true) and line:find('direct', 1, true)
end)
-- Of several lenses the first is chosen.
vim.ui.select = function(items, _, choose)
  choose(items[1], 1)
end
vim.api.nvim_win_set_cursor(0, { 1, 0 })
vim.lsp.codelens.run()
see.wait('a text', function()
  return vim.fn.bufwinid('modroute://text') ~= -1
end)
