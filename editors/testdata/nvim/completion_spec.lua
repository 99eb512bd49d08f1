-- In the file of `go env -w`, CTRL-X CTRL-O completes names of variables.
local see = require('see')

vim.fn.mkdir(vim.fs.dirname(see.goenv), 'p')
see.open(see.goenv)
vim.o.completeopt = 'menuone,noselect'

local offered
local function look(left)
  if vim.fn.pumvisible() == 1 or left == 0 then
    offered = vim.tbl_map(function(item)
      return item.word
    end, vim.fn.complete_info({ 'items' }).items)
    return vim.api.nvim_feedkeys(vim.keycode('<C-e><Esc>'), 'n', false)
  end
  vim.defer_fn(function()
    look(left - 1)
  end, 50)
end
look(600)
-- Stays in insert mode until look ends it.
vim.api.nvim_feedkeys(vim.keycode('iGOPRI<C-x><C-o>'), 'x!', false)
see.equal('completions of GOPRI', offered, { 'GOPRIVATE=' })
