-- The file of `go env -w`. No program is run to find it: the go command takes
-- it from the environment and from the system's convention.
local M = {}

-- The folder of the user's configuration, as Go's os.UserConfigDir has it.
---@return string?
local function config_dir()
  local env = vim.uv.os_getenv
  if vim.fn.has('win32') == 1 then
    return env('AppData')
  end
  local home = env('HOME')
  home = home ~= '' and home or nil
  if vim.fn.has('mac') == 1 then
    return home and home .. '/Library/Application Support'
  end
  local xdg = env('XDG_CONFIG_HOME')
  if xdg and xdg ~= '' then
    return vim.startswith(xdg, '/') and xdg or nil
  end
  return home and home .. '/.config'
end

-- path returns the file that `go env GOENV` names; nil if there is none.
---@return string?
function M.path()
  local set = vim.uv.os_getenv('GOENV')
  if set == 'off' then
    return nil
  end
  if set and set ~= '' then
    return vim.fs.normalize(set, { expand_env = false })
  end
  local dir = config_dir()
  return dir and vim.fs.normalize(dir .. '/go/env', { expand_env = false })
end

-- detect gives the files of Go's environment their filetype.
function M.detect()
  local names = { ['go.env'] = 'goenv' }
  local path = M.path()
  if path then
    names[path] = 'goenv'
  end
  vim.filetype.add({ filename = names })
end

return M
