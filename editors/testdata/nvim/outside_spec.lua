-- `go env -w` in a terminal shows, with nothing done in the editor.
local see = require('see')

see.open_module()
see.go('env', '-w', 'GOPRIVATE=git.corp.internal')
see.wait_findings('8:private-module-public-proxy')
see.go('env', '-u', 'GOPRIVATE')
see.wait_findings(see.both)
