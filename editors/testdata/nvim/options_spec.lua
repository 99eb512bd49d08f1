-- The plugin starts nothing where it is told not to, says what is missing, and
-- comes late without harm.
local see = require('see')

local function attached()
  return #vim.lsp.get_clients({ name = 'modroute' })
end

-- Loaded anew, as if it had been configured so.
local function load(options)
  vim.g.modroute = options
  vim.g.loaded_modroute = nil
  if vim.lsp.enable then
    vim.lsp.enable('modroute', false)
  end
  vim.cmd.runtime('plugin/modroute.lua')
end

load({ enable = false })
vim.cmd.edit('go.mod')
vim.wait(500, function()
  return attached() > 0
end)
see.equal('servers', attached(), 0)
vim.cmd.ModrouteEnv()
see.wait_message('no server is running')
see.equal('statusline', require('modroute').statusline(), '')

-- A plugin manager that loads it when a go.mod is open already.
load({ inlay_hints = false })
see.wait('a server for the open buffer', function()
  return attached() == 1
end)
see.wait_findings(see.both)
see.equal('hints', vim.lsp.inlay_hint.is_enabled({ bufnr = 0 }), false)
see.equal('completion of modules', vim.fn.getcompletion('ModrouteExplain l', 'cmdline'), { 'ledger.internal/client' })
