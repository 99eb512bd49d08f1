-- Hover beside other servers in Neovim 0.10. It shows each answer by itself,
-- and takes the second for the wish to enter the window of the first: the
-- cursor would jump. Neovim 0.11 and newer show all answers in one window, and
-- so does this.
local M = {}

local method = 'textDocument/hover'

-- The variable of a window that shows the answers of all servers.
local merged = 'modroute_hover'

---@param result? lsp.Hover
---@return string[]
local function lines_of(result)
  return result and result.contents and vim.lsp.util.convert_input_to_markdown_lines(result.contents) or {}
end

-- others returns the other servers of a buffer that can be asked.
---@param bufnr integer
---@return vim.lsp.Client[]
local function others(bufnr)
  return vim.tbl_filter(function(client)
    return client.name ~= require('modroute.client').name
  end, vim.lsp.get_clients({ bufnr = bufnr, method = method }))
end

-- ask asks servers, and calls back with what each has to say.
---@param clients vim.lsp.Client[]
---@param bufnr integer
---@param answered fun(answers: {name: string, lines: string[]}[])
local function ask(clients, bufnr, answered)
  local answers, left = {}, #clients
  for _, client in ipairs(clients) do
    local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
    client.request(method, params, function(_, result)
      local lines = lines_of(result)
      if #lines > 0 then
        table.insert(answers, { name = client.name, lines = lines })
      end
      left = left - 1
      if left == 0 then
        answered(answers)
      end
    end, bufnr)
  end
end

-- window returns the window of the buffer's hover, if it is open.
---@param bufnr integer
---@return integer?
local function window(bufnr)
  for _, win in ipairs(vim.api.nvim_list_wins()) do
    local ok, of = pcall(vim.api.nvim_win_get_var, win, method)
    if ok and of == bufnr then
      return win
    end
  end
end

-- handle shows what modroute says at hover, above what others say.
function M.handle(err, result, ctx, config)
  local show = vim.lsp.handlers[method]
  local clients = others(ctx.bufnr)
  if #clients == 0 then
    return show(err, result, ctx, config)
  end
  local own = lines_of(result)
  if #own == 0 or vim.api.nvim_get_current_buf() ~= ctx.bufnr then
    return -- the others answer for themselves
  end
  local open = window(ctx.bufnr)
  local entering = open and vim.w[open][merged]
  ask(clients, ctx.bufnr, function(answers)
    if #answers == 0 then
      return show(err, result, ctx, config)
    end
    if entering then
      return -- by the others' own answers, which came before
    end
    local texts = { '# modroute', table.concat(own, '\n') }
    for _, answer in ipairs(answers) do
      vim.list_extend(texts, { '---', '# ' .. answer.name, table.concat(answer.lines, '\n') })
    end
    open = window(ctx.bufnr)
    if open then
      vim.api.nvim_win_close(open, true)
    end
    show(nil, { contents = { kind = 'markdown', value = table.concat(texts, '\n') } }, ctx, config)
    open = window(ctx.bufnr)
    if open then
      vim.w[open][merged] = true
    end
  end)
end

return M
