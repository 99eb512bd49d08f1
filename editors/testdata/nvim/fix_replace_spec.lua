-- A fix replaces a module by its checkout near by; u takes it back.
local see = require('see')

see.open_module()
local before = see.lines()
see.act('Replace with ../auth')
see.wait('replace directive', function()
  return see.lines():find('replace git.corp.internal/platform/auth => ../auth', 1, true), see.lines()
end)
see.wait('the finding of line 6 is gone', function()
  return not see.findings():find('6:', 1, true), see.findings()
end)
see.equal('the file on disk', see.read('go.mod'), before)

vim.cmd.undo()
see.equal('after u', see.lines(), before)
see.wait_findings(see.both)
