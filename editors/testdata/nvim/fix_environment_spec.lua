-- A fix writes the file of `go env -w`. The squiggle goes without reopening,
-- and comes back when the fix is undone.
local see = require('see')

see.open_module()
see.act('Add git.corp.internal')
see.wait_findings('8:private-module-public-proxy')
see.contains('file of go env -w', see.read(see.goenv), 'GOPRIVATE=git.corp.internal')
see.equal('the buffer is unchanged', vim.bo.modified, false)
see.wait_message(':ModrouteUndo')

see.act('Undo: ')
see.wait_findings(see.both)
see.equal('file of go env -w', see.read(see.goenv), '')

see.act('Add git.corp.internal')
see.wait_findings('8:private-module-public-proxy')
vim.cmd.ModrouteUndo()
see.wait_findings(see.both)
