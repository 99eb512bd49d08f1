-- Inlay hints, drawn anew when the environment has changed.
local M = {}

-- on_refresh is called when hints have changed though the text has not. Neovim
-- itself, up to 0.12, marks each line as drawn by the version of the text: it
-- does not draw what comes after a redraw, such as that of a diagnostic which
-- has changed at the same time. To enable the hints anew forgets the marks; what
-- is drawn stays until the answer is there.
---@param ctx lsp.HandlerContext
function M.on_refresh(_, _, ctx)
  local client = vim.lsp.get_client_by_id(ctx.client_id)
  for bufnr in pairs(client and client.attached_buffers or {}) do
    if vim.lsp.inlay_hint.is_enabled({ bufnr = bufnr }) then
      vim.lsp.inlay_hint.enable(true, { bufnr = bufnr })
    end
  end
  return vim.NIL
end

return M
