-- The server ends when it is told to, and says nothing on its way out.
local see = require('see')

local ended
local function on_exit(code, signal)
  ended = { code, signal }
end
if vim.lsp.config then
  vim.lsp.config('modroute', { on_exit = on_exit })
else
  vim.g.modroute = { client = { on_exit = on_exit } }
end

local client = see.open_module()
require('modroute.client').call(client, 'stop')
see.wait('the server has ended', function()
  return ended
end)
see.equal('exit code and signal', ended, { 0, 0 })
see.wait('findings are gone', function()
  return see.findings() == '', see.findings()
end)
see.equal('what a person was told', vim.trim(see.messages()), '')
