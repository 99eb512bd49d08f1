-- K tells where the module of the line comes from.
local see = require('see')

see.open_module()
local text = see.hover('proxy.golang.org')
see.contains('hover', text, 'git.corp.internal/platform/auth')
