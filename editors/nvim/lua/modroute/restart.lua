-- Starting a server anew once the old one has gone.
local M = {}

-- How often to look, in milliseconds, and how often at most before the old
-- server is given up.
local every, tries = 50, 100

---@param config vim.lsp.ClientConfig
---@param buffers integer[]
local function start(config, buffers)
  for _, bufnr in ipairs(buffers) do
    if vim.api.nvim_buf_is_loaded(bufnr) then
      vim.lsp.start(config, { bufnr = bufnr, reuse_client = config.reuse_client })
    end
  end
end

-- when_stopped starts a client's server anew for buffers, once it has stopped.
---@param client vim.lsp.Client
---@param buffers integer[]
function M.when_stopped(client, buffers)
  local function look(left)
    if vim.lsp.get_client_by_id(client.id) and left > 0 then
      return vim.defer_fn(function()
        look(left - 1)
      end, every)
    end
    start(client.config, buffers)
  end
  look(tries)
end

return M
