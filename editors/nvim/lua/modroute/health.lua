-- :checkhealth modroute
local M = {}

local health = vim.health

local function check_neovim()
  local version = tostring(vim.version())
  if vim.fn.has('nvim-0.10') == 0 then
    return health.error(('Neovim %s is too old'):format(version), { 'modroute needs Neovim 0.10 or newer' })
  end
  health.ok('Neovim ' .. version)
end

---@return string[]
local function command_line()
  if vim.fn.has('nvim-0.11') == 1 and vim.lsp.config.modroute then
    return vim.lsp.config.modroute.cmd
  end
  return (require('modroute.options').get().client or {}).cmd or require('modroute.client').config().cmd
end

local function check_program()
  local cmd = command_line()
  if type(cmd) ~= 'table' then
    return health.info('the server is started by a function of your own')
  end
  local path = vim.fn.exepath(cmd[1])
  if path == '' then
    return health.error(('%s is not on PATH'):format(cmd[1]), { 'go install github.com/modroute/modroute@latest', 'see that $(go env GOPATH)/bin is on the PATH that Neovim was started with' })
  end
  local result = vim.system({ path, 'version' }, { text = true, timeout = 5000 }):wait()
  if result.code ~= 0 then
    return health.error(('`%s version` failed: %s'):format(path, vim.trim(result.stderr or '')))
  end
  health.ok(('%s: %s'):format(path, vim.trim(result.stdout)))
end

local function check_go()
  local path = vim.fn.exepath('go')
  if path == '' then
    return health.warn('go is not on PATH', { 'what would be written with `go env -w` cannot be' })
  end
  health.ok('go: ' .. path)
end

local function check_environment()
  local path = require('modroute.goenv').path()
  if not path then
    return health.info('there is no file of `go env -w`: GOENV=off, or there is no home directory')
  end
  local there = vim.uv.fs_stat(path) and '' or ' (not written yet)'
  health.info('file of `go env -w`: ' .. path .. there)
end

local function check_clients()
  local clients = vim.lsp.get_clients({ name = 'modroute' })
  if #clients == 0 then
    local why = require('modroute.options').get().enable == false and 'vim.g.modroute says enable = false' or 'open a go.mod'
    return health.info('no server is running: ' .. why)
  end
  local attached = {}
  for _, client in ipairs(clients) do
    local names = {}
    for bufnr in pairs(client.attached_buffers) do
      names[#names + 1] = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(bufnr), ':~:.')
      attached[bufnr] = (attached[bufnr] or 0) + 1
    end
    health.ok(('server %d, root %s, attached to %s'):format(client.id, client.config.root_dir or 'none', table.concat(names, ', ')))
  end
  for bufnr, count in pairs(attached) do
    if count > 1 then
      health.warn(('%d servers are attached to %s'):format(count, vim.api.nvim_buf_get_name(bufnr)), { 'start modroute in one place only: this plugin, or your own call of vim.lsp.start' })
    end
  end
end

function M.check()
  health.start('modroute')
  check_neovim()
  check_program()
  check_go()
  health.start('modroute: environment')
  check_environment()
  health.start('modroute: servers')
  check_clients()
end

return M
