-- The help is there, and every command is described in it.
local see = require('see')

vim.cmd.helptags(vim.env.PLUGIN .. '/doc')
local tags = vim.fn.readfile(vim.env.PLUGIN .. '/doc/tags')
see.equal('there are tags', #tags > 0, true)
for name in pairs(vim.api.nvim_get_commands({})) do
  if vim.startswith(name, 'Modroute') then
    vim.cmd.help(':' .. name)
    see.equal('help for ' .. name, vim.fn.expand('%:t'), 'modroute.txt')
  end
end
for _, file in ipairs({ 'modroute.txt' }) do
  for number, line in ipairs(vim.fn.readfile(vim.env.PLUGIN .. '/doc/' .. file)) do
    if vim.fn.strdisplaywidth(line) > 79 then
      see.fail(('%s:%d is wider than 79 columns'):format(file, number), line)
    end
    for target in line:gmatch('|([^|%s]+)|') do
      see.equal('the link ' .. target, #vim.fn.getcompletion(target, 'help') > 0, true)
    end
  end
end
