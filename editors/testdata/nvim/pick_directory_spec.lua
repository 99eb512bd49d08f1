-- A module whose checkout is nowhere near is replaced by the directory that a
-- person names.
local see = require('see')

see.open_module()
vim.api.nvim_win_set_cursor(0, { 8, 3 })
local asked
vim.ui.input = function(question, answer)
  asked = question
  answer('../elsewhere/deep/down/ledger')
end
see.act('Replace with a local checkout')
see.wait('replace directive', function()
  return see.lines():find('replace ledger.internal/client => ../elsewhere/deep/down/ledger', 1, true), see.lines()
end)
see.contains('question', asked.prompt, 'ledger.internal/client')
see.wait('the finding of line 8 is gone', function()
  return not see.findings():find('8:', 1, true), see.findings()
end)
