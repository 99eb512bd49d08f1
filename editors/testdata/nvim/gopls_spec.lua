-- modroute works beside gopls, on the same buffer.
local see = require('see')

local gopls = {
  name = 'gopls',
  cmd = { 'gopls' },
  root_dir = vim.fn.getcwd(),
  -- gopls runs the go command, which is not to ask anybody.
  settings = { gopls = { env = { GOPROXY = 'off', GOSUMDB = 'off', GOVCS = '*:off', GOFLAGS = '-mod=mod' } } },
}
vim.api.nvim_create_autocmd('FileType', {
  pattern = { 'gomod', 'go' },
  callback = function(args)
    vim.lsp.start(gopls, { bufnr = args.buf })
  end,
})

see.open_module()
see.wait('gopls attached to the same buffer', function()
  local client = vim.lsp.get_clients({ bufnr = 0, name = 'gopls' })[1]
  return client and client.initialized
end)
see.wait('findings of both', function()
  local from = {}
  for _, d in ipairs(vim.diagnostic.get(0)) do
    from[d.source or ''] = true
  end
  return from.modroute and vim.tbl_count(from) > 1, from
end)

-- One window with what both say, and the cursor stays where it is.
local source = vim.api.nvim_get_current_win()
vim.lsp.buf.hover()
local text = see.wait('hover of both', function()
  local text = see.float()
  return text and text:find('proxy.golang.org', 1, true) and text:find('main module', 1, true) and text, text
end)
see.equal('the current window', vim.api.nvim_get_current_win(), source)
see.equal('windows', #vim.api.nvim_list_wins(), 2)
-- Asked again, the cursor goes there.
vim.lsp.buf.hover()
see.wait('the cursor in the window', function()
  return vim.api.nvim_get_current_win() ~= source
end)
see.equal('the text is the same', see.lines(), text)
vim.cmd.close()

see.act('Add git.corp.internal')
see.wait('a change of the environment shows beside gopls', function()
  return not see.findings():find('6:', 1, true), see.findings()
end)

-- In Go files gopls speaks as if modroute were not there.
see.open('main.go')
vim.fn.search('main()')
see.hover('func main()')
see.equal('complaints', see.messages():match('No information[^\n]*'), nil)
