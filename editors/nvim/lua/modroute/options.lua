-- What a person has set in vim.g.modroute. It is read when it is needed, so it
-- does not matter whether it is set before the plugin is loaded.
local M = {}

---@class modroute.Options
---@field enable? boolean false: start no server
---@field inlay_hints? boolean false: do not switch on inlay hints in go.mod and go.work
---@field codelens? boolean true: show the summary above the module line
---@field client? table Neovim 0.10: laid over the configuration of the client

---@return modroute.Options
function M.get()
  return vim.g.modroute or {}
end

return M
