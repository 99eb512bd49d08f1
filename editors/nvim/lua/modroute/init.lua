-- What the user commands do, and what a configuration may call.
local M = {}

local client_of = require('modroute.client')

---@param message string
local function complain(message)
  vim.notify('modroute: ' .. message, vim.log.levels.WARN)
end

-- ask runs a command of the server whose answer is a text, which is shown.
---@param command string
---@param argument table
local function ask(command, argument)
  local bufnr = vim.api.nvim_get_current_buf()
  local client = client_of.any(bufnr)
  if not client then
    return complain('no server is running; open a go.mod, or see :checkhealth modroute')
  end
  argument.uri = vim.uri_from_bufnr(bufnr)
  local context = { client_id = client.id, bufnr = bufnr }
  client.commands[command]({ command = command, arguments = { argument } }, context)
end

-- explain shows why a module comes from where it does: the one on the line of
-- the cursor, or the one that is named.
---@param path? string
function M.explain(path)
  if path and path ~= '' then
    return ask('modroute.explainRoute', { path = path })
  end
  ask('modroute.explainRoute', { line = vim.api.nvim_win_get_cursor(0)[1] - 1 })
end

-- modules returns the modules that the buffer requires, and that begin so.
---@param begun string
---@return string[]
function M.modules(begun)
  local found = {}
  for _, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, false)) do
    local path = line:match('^%s+([^%s(]+)%s+v%d') or line:match('^require%s+([^%s(]+)%s+v%d')
    if path and vim.startswith(path, begun) then
      found[#found + 1] = path
    end
  end
  return found
end

-- environment shows the Go variables that steer fetching, and who set each.
function M.environment()
  ask('modroute.environment', {})
end

-- compare shows what routes differently in the environments that the settings
-- name.
function M.compare()
  ask('modroute.compareEnvironments', {})
end

-- undo takes back what was last written to the Go environment.
function M.undo()
  local client = client_of.any(0)
  if not client then
    return complain('no server is running, so there is nothing to undo')
  end
  client_of.call(client, 'request', 'workspace/executeCommand', { command = 'modroute.undo' }, function(err)
    if err then
      complain(err.message)
    end
  end)
end

-- fix makes all fixes of the buffer that cannot alter what is built. It reports
-- whether there were any, or else why not. It waits for them: it may be called
-- before the buffer is written.
---@param bufnr? integer
---@param timeout? integer in milliseconds
---@return boolean fixed
---@return string? why_not
function M.fix(bufnr, timeout)
  bufnr = (bufnr or 0) == 0 and vim.api.nvim_get_current_buf() or bufnr
  local client = client_of.of(bufnr)
  if not client then
    return false, 'no server is attached to this buffer'
  end
  local failure
  local function request(method, params)
    local answer, err = client_of.call(client, 'request_sync', method, params, timeout or 2000, bufnr)
    failure = err or answer and answer.err and answer.err.message
    return answer and answer.result
  end
  local action = (request('textDocument/codeAction', {
    textDocument = { uri = vim.uri_from_bufnr(bufnr) },
    range = { start = { line = 0, character = 0 }, ['end'] = { line = vim.api.nvim_buf_line_count(bufnr), character = 0 } },
    context = { diagnostics = {}, only = { 'source.fixAll.modroute' } },
  }) or {})[1]
  if action and not action.edit then
    action = request('codeAction/resolve', action)
  end
  if not action or not action.edit then
    return false, failure or 'nothing to fix'
  end
  vim.lsp.util.apply_workspace_edit(action.edit, client.offset_encoding)
  return true
end

-- reload starts the servers anew, so that they see the environment as Neovim
-- has it by now: direnv, for one, changes it.
function M.reload()
  require('modroute.goenv').detect()
  local clients = vim.lsp.get_clients({ name = client_of.name })
  if #clients == 0 then
    return complain('no server is running')
  end
  for _, client in ipairs(clients) do
    local buffers = vim.tbl_keys(client.attached_buffers)
    client_of.call(client, 'stop')
    require('modroute.restart').when_stopped(client, buffers)
  end
end

-- statusline says how the buffer stands: nothing where modroute is not.
---@param bufnr? integer
---@return string
function M.statusline(bufnr)
  bufnr = (bufnr or 0) == 0 and vim.api.nvim_get_current_buf() or bufnr
  local client = vim.lsp.get_clients({ name = client_of.name, bufnr = bufnr, _uninitialized = true })[1]
  if not client then
    return ''
  end
  if not client.initialized then
    return 'modroute …'
  end
  local grave = 0
  for _, finding in ipairs(vim.diagnostic.get(bufnr, { severity = { min = vim.diagnostic.severity.WARN } })) do
    grave = grave + (finding.source == client_of.name and 1 or 0)
  end
  return grave == 0 and 'modroute ✓' or ('modroute %d'):format(grave)
end

return M
