-- The statusline says how a go.mod stands, and nothing elsewhere.
local see = require('see')

vim.o.statusline = "%{v:lua.require'modroute'.statusline()}"
local function shown()
  return vim.api.nvim_eval_statusline(vim.o.statusline, {}).str
end
see.equal('in no file', shown(), '')
see.open_module()
see.equal('with two findings', shown(), 'modroute 2')
see.go('env', '-w', 'GOPRIVATE=git.corp.internal,ledger.internal')
see.wait_findings('')
see.equal('when all is well', shown(), 'modroute ✓')
