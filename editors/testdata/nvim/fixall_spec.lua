-- :ModrouteFix makes all safe fixes of the file, and so does a hook before the
-- file is written.
local see = require('see')

see.open_module()
local well = see.lines()
vim.cmd.ModrouteFix()
see.wait_message('nothing to fix')
see.equal('a file with nothing to fix', see.lines(), well)

-- A comment that names a code that there is not, and so silences nothing. It
-- comes at once: what is being typed is not judged before the file is saved.
local function spoil()
  vim.api.nvim_buf_set_lines(0, 6, 7, false, { '\tgolang.org/x/sync v0.12.0 //modroute:ignore nothing-at-all' })
  see.wait('finding on line 7', function()
    return see.findings():find('7:unused-ignore', 1, true), see.findings()
  end)
end
spoil()
vim.cmd.ModrouteFix()
see.equal('after :ModrouteFix', see.lines(), well)

spoil()
vim.api.nvim_create_autocmd('BufWritePre', {
  pattern = { 'go.mod', 'go.work' },
  callback = function(args)
    require('modroute').fix(args.buf)
  end,
})
vim.cmd('silent write')
see.equal('the file that was written', see.read('go.mod'), well)
