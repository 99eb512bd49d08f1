-- The files of Go's environment have a filetype, wherever the go command looks
-- for them, and the server is attached to them.
local see = require('see')

see.open_module()
local first = vim.lsp.get_clients({ name = 'modroute' })[1].id
local named = vim.trim(vim.system({ 'go', 'env', 'GOENV' }, { text = true }):wait().stdout)
for file, filetype in pairs({ [named] = 'goenv', ['go.env'] = 'goenv', ['go.sum'] = 'gosum', ['main.go'] = 'go' }) do
  local client = see.open(file)
  see.equal('filetype of ' .. file, vim.bo.filetype, filetype)
  see.equal('server of ' .. file, client.id, first)
end

-- As the go command has it, $GOENV names another file, or none.
local goenv = require('modroute.goenv')
for _, set in ipairs({ '/tmp/other/env', 'off', '' }) do
  vim.env.GOENV = set
  local says = vim.trim(vim.system({ 'go', 'env', 'GOENV' }, { text = true }):wait().stdout)
  see.equal('file for GOENV=' .. set, goenv.path() or '', says)
end
