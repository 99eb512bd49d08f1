-- The window that explanations are shown in. There is one of them: what is
-- asked next takes its place.
local M = {}

local name = 'modroute://text'

---@return integer bufnr
local function buffer()
  local bufnr = vim.fn.bufnr(name)
  if bufnr ~= -1 then
    return bufnr
  end
  bufnr = vim.api.nvim_create_buf(false, true)
  vim.api.nvim_buf_set_name(bufnr, name)
  vim.bo[bufnr].filetype = 'markdown'
  vim.keymap.set('n', 'q', '<Cmd>close<CR>', { buffer = bufnr, nowait = true, desc = 'Close the explanation' })
  return bufnr
end

---@param bufnr integer
---@param height integer
---@return integer window
local function window(bufnr, height)
  local win = vim.fn.bufwinid(bufnr)
  if win ~= -1 then
    vim.api.nvim_set_current_win(win)
    return win
  end
  vim.cmd(('botright %dsplit'):format(height))
  win = vim.api.nvim_get_current_win()
  vim.api.nvim_win_set_buf(win, bufnr)
  vim.wo[win][0].wrap = true
  vim.wo[win][0].linebreak = true
  vim.wo[win][0].spell = false
  return win
end

-- show shows a text, and goes there.
---@param title string
---@param markdown string
function M.show(title, markdown)
  local lines = vim.split(vim.trim(markdown), '\n')
  local bufnr = buffer()
  vim.bo[bufnr].modifiable = true
  vim.api.nvim_buf_set_lines(bufnr, 0, -1, false, lines)
  vim.bo[bufnr].modifiable = false
  local win = window(bufnr, math.max(3, math.min(#lines + 1, math.floor(vim.o.lines / 2))))
  vim.wo[win][0].winbar = title:gsub('%%', '%%%%')
  vim.api.nvim_win_set_cursor(win, { 1, 0 })
end

return M
