-- After :ModrouteReload a changed environment of Neovim counts, such as
-- direnv brings it about.
local see = require('see')

local before = see.open_module()
vim.env.GOPRIVATE = 'git.corp.internal'
vim.cmd.ModrouteReload()
see.wait_findings('8:private-module-public-proxy')
local after = see.wait('one new server', function()
  local clients = vim.lsp.get_clients({ bufnr = 0, name = 'modroute' })
  return #clients == 1 and clients[1].id ~= before.id and clients[1]
end)
see.equal('root', after.config.root_dir, before.config.root_dir)
