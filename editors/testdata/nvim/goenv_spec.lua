-- In the file of `go env -w`, findings stand at the lines that cause them, and K
-- tells of a variable.
local see = require('see')

see.open_module()
local module = vim.api.nvim_get_current_buf()
vim.fn.mkdir(vim.fs.dirname(see.goenv), 'p')
see.open(see.goenv)
vim.api.nvim_buf_set_lines(0, 0, -1, false, { 'GOPRIVATE=corp.internal' })
vim.cmd('silent write')
see.wait_findings('1:pattern-never-matches')
vim.api.nvim_win_set_cursor(0, { 1, 2 })
see.hover('decides 0 of 3 requirements')

vim.api.nvim_buf_set_lines(0, 0, -1, false, { 'GOPRIVATE=*.internal' })
vim.cmd('silent write')
see.wait_findings('')
see.wait('all is well in the go.mod', function()
  return see.findings(module) == '', see.findings(module)
end)
