-- Runs the script that $SCRIPT names once Neovim has started, and ends Neovim
-- with its result.
vim.schedule(function()
  local ok, failure = xpcall(dofile, debug.traceback, vim.env.SCRIPT)
  if not ok then
    io.stderr:write(tostring(failure) .. '\n')
    return vim.cmd('cquit 1')
  end
  vim.cmd('qall!')
end)
