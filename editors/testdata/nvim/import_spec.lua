-- An import that no requirement provides shows where go get would send its
-- path, before it does, and has the fix.
local see = require('see')

see.open('fetch.go')
vim.api.nvim_buf_set_lines(0, 0, -1, false, { 'package main', '', 'import "git.corp.internal/other/thing/pkg"' })
see.wait_findings('3:private-module-public-proxy')
vim.api.nvim_win_set_cursor(0, { 3, 12 })
local text = see.hover('proxy.golang.org')
for _, prefix in ipairs({ 'git.corp.internal/other/thing/pkg', 'git.corp.internal/other/thing', 'git.corp.internal/other', 'git.corp.internal' }) do
  see.contains('hover', text, '`' .. prefix .. '`')
end
see.act('Add git.corp.internal to GOPRIVATE')
see.wait_findings('')
see.contains('file of go env -w', see.read(see.goenv), 'GOPRIVATE=git.corp.internal')
