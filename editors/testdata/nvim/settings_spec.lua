-- Settings reach the server: those of the workspace, and those of the plugin.
local see = require('see')

local settings = { modroute = { severity = { ['private-module-public-proxy'] = 'hint' }, ignore = { ['ledger.internal'] = true } } }
if vim.lsp.config then
  vim.lsp.config('modroute', { settings = settings })
else
  vim.g.modroute = { client = { settings = settings } }
end

see.open('go.mod')
see.wait_findings('6:private-module-public-proxy')
see.equal('severity', vim.diagnostic.get(0)[1].severity, vim.diagnostic.severity.HINT)
see.equal('statusline', require('modroute').statusline(), 'modroute ✓')
