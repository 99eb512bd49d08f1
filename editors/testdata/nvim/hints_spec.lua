-- A line that does not take the file's usual route says so at its end.
local see = require('see')

local private, public = 'git.corp.internal/platform/auth v0.14.0', 'golang.org/x/sync v0.12.0'

see.open_module()
see.go('env', '-w', 'GOPRIVATE=git.corp.internal')
see.wait_screen('a hint at the end of the private line', function(line)
  return line:find(private .. ' → direct', 1, true)
end)
see.wait_screen('nothing at a line on the usual route', function(line)
  return vim.endswith(line, public)
end)

see.go('env', '-u', 'GOPRIVATE')
see.wait_screen('the hint follows the environment', function(line)
  return line:find(private, 1, true) and not line:find('→ direct', 1, true)
end)
