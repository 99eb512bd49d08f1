-- A person opens a go.mod and sees which modules go to a public proxy.
local see = require('see')

see.open_module()
local first = vim.diagnostic.get(0, { lnum = 5 })[1]
see.equal('severity', first.severity, vim.diagnostic.severity.WARN)
see.contains('message', first.message, 'git.corp.internal/platform/auth')
see.equal('what is underlined', see.lines():sub(0) and vim.api.nvim_buf_get_text(0, first.lnum, first.col, first.end_lnum, first.end_col, {})[1], 'git.corp.internal/platform/auth')
