-- Code lenses. Neovim 0.12 keeps them up to date by itself; before, somebody
-- has to ask for them anew. Only modroute is asked: gopls has lenses of its own
-- in a go.mod, and whether they are wanted is another question.
local M = {}

M.by_itself = vim.fn.has('nvim-0.12') == 1

---@param client vim.lsp.Client
---@param bufnr integer
local function refresh(client, bufnr)
  local params = { textDocument = vim.lsp.util.make_text_document_params(bufnr) }
  require('modroute.client').call(client, 'request', 'textDocument/codeLens', params, vim.lsp.codelens.on_codelens, bufnr)
end

-- attach shows the code lenses of a buffer.
---@param client vim.lsp.Client
---@param bufnr integer
function M.attach(client, bufnr)
  if M.by_itself then
    return vim.lsp.codelens.enable(true, { bufnr = bufnr })
  end
  vim.api.nvim_create_autocmd({ 'BufEnter', 'InsertLeave', 'TextChanged' }, {
    buffer = bufnr,
    group = vim.api.nvim_create_augroup('modroute.lenses', { clear = false }),
    desc = 'Show the code lenses of modroute',
    callback = function()
      if not vim.lsp.buf_is_attached(bufnr, client.id) then
        return true -- and is not called again
      end
      refresh(client, bufnr)
    end,
  })
  refresh(client, bufnr)
end

-- on_refresh is called when the environment has changed.
function M.on_refresh(_, _, ctx)
  local client = vim.lsp.get_client_by_id(ctx.client_id)
  if client and require('modroute.options').get().codelens then
    for bufnr in pairs(client.attached_buffers) do
      refresh(client, bufnr)
    end
  end
  return vim.NIL
end

return M
