-- The configuration of the client, and what differs between Neovim's versions
-- in talking to it.
local M = {}

M.name = 'modroute'

-- Below another, the first that is found decides: as gopls has it, the
-- workspace, else the module.
local root_markers = { 'go.work', 'go.mod', '.git' }

M.filetypes = { 'gomod', 'gowork', 'gosum', 'goenv', 'go' }

-- A file of Go's environment belongs to all workspaces: the server that runs
-- already tells in it what the requirements of its workspace have to say.
---@param client vim.lsp.Client
---@param config vim.lsp.ClientConfig
---@return boolean
local function reuse_client(client, config)
  if client.name ~= M.name or M.stopped(client) then
    return false
  end
  return config.root_dir == nil or client.config.root_dir == config.root_dir
end

-- config returns what lsp/modroute.lua gives to Neovim 0.11 and newer.
---@return vim.lsp.Config
function M.config()
  local handlers = require('modroute.handlers')
  local capabilities = vim.lsp.protocol.make_client_capabilities()
  capabilities.experimental = { modroute = handlers.capabilities }
  capabilities.workspace.codeLens = { refreshSupport = true }
  return {
    name = M.name,
    cmd = { 'modroute', 'serve' },
    filetypes = M.filetypes,
    root_markers = root_markers,
    reuse_client = reuse_client,
    capabilities = capabilities,
    handlers = handlers.handlers,
    commands = handlers.commands,
  }
end

-- start starts or reuses the server for a buffer.
---@param bufnr integer
local function start(bufnr)
  local name = vim.api.nvim_buf_get_name(bufnr)
  if vim.bo[bufnr].buftype ~= '' or name == '' then
    return
  end
  local config = vim.tbl_deep_extend('force', M.config(), require('modroute.options').get().client or {})
  if vim.fn.executable(config.cmd[1]) == 0 then
    vim.notify_once(('modroute: the program %s is not on PATH; see :checkhealth modroute'):format(config.cmd[1]), vim.log.levels.WARN)
    return
  end
  for _, marker in ipairs(root_markers) do
    config.root_dir = config.root_dir or vim.fs.root(bufnr, marker)
  end
  vim.lsp.start(config, { bufnr = bufnr, reuse_client = reuse_client })
end

-- enable starts the server where it belongs in Neovim 0.10, which knows no
-- vim.lsp.enable.
---@param group integer of autocommands
function M.enable(group)
  vim.api.nvim_create_autocmd('FileType', {
    group = group,
    pattern = M.filetypes,
    callback = function(args)
      start(args.buf)
    end,
  })
  -- A plugin manager may load the plugin when files are open already.
  for _, bufnr in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(bufnr) and vim.tbl_contains(M.filetypes, vim.bo[bufnr].filetype) then
      start(bufnr)
    end
  end
end

-- call calls a method of a client, which are functions of it before 0.11.
---@param client vim.lsp.Client
---@param method string
function M.call(client, method, ...)
  if vim.fn.has('nvim-0.11') == 1 then
    return client[method](client, ...)
  end
  return client[method](...)
end

---@param client vim.lsp.Client
---@return boolean
function M.stopped(client)
  return M.call(client, 'is_stopped')
end

-- of returns the server of a buffer.
---@param bufnr integer
---@return vim.lsp.Client?
function M.of(bufnr)
  return vim.lsp.get_clients({ name = M.name, bufnr = bufnr })[1]
end

-- any returns the server of a buffer, else another that runs.
---@param bufnr integer
---@return vim.lsp.Client?
function M.any(bufnr)
  return M.of(bufnr) or vim.lsp.get_clients({ name = M.name })[1]
end

return M
