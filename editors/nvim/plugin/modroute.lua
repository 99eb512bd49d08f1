if vim.g.loaded_modroute then
  return
end
vim.g.loaded_modroute = true

if vim.fn.has('nvim-0.10') == 0 then
  vim.api.nvim_err_writeln('modroute needs Neovim 0.10 or newer')
  return
end

require('modroute.goenv').detect()

local function command(name, run, description, more)
  vim.api.nvim_create_user_command(name, run, vim.tbl_extend('error', { desc = 'modroute: ' .. description }, more or {}))
end

command('ModrouteExplain', function(args)
  require('modroute').explain(args.args)
end, 'why the module of this line, or a named one, comes from where it does', {
  nargs = '?',
  complete = function(begun)
    return require('modroute').modules(begun)
  end,
})
command('ModrouteEnv', function()
  require('modroute').environment()
end, 'the Go environment, and who set what')
command('ModrouteCompare', function()
  require('modroute').compare()
end, 'what routes differently in other environments')
command('ModrouteFix', function()
  local fixed, why_not = require('modroute').fix()
  if not fixed then
    vim.notify('modroute: ' .. why_not)
  end
end, 'make all fixes that cannot alter what is built')
command('ModrouteUndo', function()
  require('modroute').undo()
end, 'take back what was last written to the Go environment')
command('ModrouteReload', function()
  require('modroute').reload()
end, 'start the server anew, with the environment as it is now')

local group = vim.api.nvim_create_augroup('modroute', {})
vim.api.nvim_create_autocmd('LspAttach', {
  group = group,
  callback = function(args)
    local client = vim.lsp.get_client_by_id(args.data.client_id)
    if client and client.name == 'modroute' then
      require('modroute.attach').attach(client, args.buf)
    end
  end,
})

if require('modroute.options').get().enable == false then
  return
end
if vim.fn.has('nvim-0.11') == 1 then
  vim.lsp.enable('modroute')
else
  require('modroute.client').enable(group)
end
