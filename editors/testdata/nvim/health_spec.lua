-- :checkhealth modroute tells what is there and what is missing.
local see = require('see')

local function health()
  vim.cmd('checkhealth modroute')
  local text = see.lines()
  vim.cmd.bwipeout()
  return text
end

see.open_module()
local text = health()
see.contains('health', text, tostring(vim.version()))
see.contains('health', text, 'modroute (devel)')
see.contains('health', text, see.goenv)
see.contains('health', text, 'attached to go.mod')
see.equal('errors', text:match('ERROR[^\n]*'), nil)
see.equal('warnings', text:match('WARNING[^\n]*'), nil)

-- Started twice: both would say everything.
local client = vim.lsp.get_clients({ name = 'modroute' })[1]
vim.lsp.start(vim.tbl_extend('force', client.config, { root_dir = vim.env.HOME }), { reuse_client = function() return false end })
see.wait('two servers', function()
  return #vim.lsp.get_clients({ name = 'modroute', bufnr = 0 }) == 2
end)
see.contains('health', health(), '2 servers are attached to')

vim.env.PATH = ''
text = health()
see.contains('health', text, 'modroute is not on PATH')
see.contains('health', text, 'go is not on PATH')
