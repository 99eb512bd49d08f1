-- What happens when the server is attached to a buffer.
local M = {}

-- The filetypes whose every line the server speaks about. In Go files, hints
-- and lenses are a matter between the person and gopls.
local own = { gomod = true, gowork = true }

---@param client vim.lsp.Client
---@param bufnr integer
function M.attach(client, bufnr)
  local options = require('modroute.options').get()
  local function supports(method)
    return require('modroute.client').call(client, 'supports_method', method)
  end
  if not own[vim.bo[bufnr].filetype] then
    return
  end
  if options.inlay_hints ~= false and supports('textDocument/inlayHint') then
    vim.lsp.inlay_hint.enable(true, { bufnr = bufnr })
  end
  if options.codelens and supports('textDocument/codeLens') then
    require('modroute.lenses').attach(client, bufnr)
  end
end

return M
