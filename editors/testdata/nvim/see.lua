-- What the scripts see, and how they wait for it. Whatever is not as it should
-- be ends the script, with all that was seen.
local see = {}

-- Nothing here depends on how fast it comes, only on that it does.
local patience = 30000

local notices = {}
vim.notify = function(message)
  notices[#notices + 1] = message
end
vim.notify_once = vim.notify
-- What stands beside the text is not what a finding says.
vim.diagnostic.config({ virtual_text = false })

-- messages returns what a person was told.
function see.messages()
  return table.concat(notices, '\n') .. '\n' .. vim.fn.execute('messages')
end

function see.lines(bufnr)
  return table.concat(vim.api.nvim_buf_get_lines(bufnr or 0, 0, -1, false), '\n')
end

-- findings returns modroute's diagnostics of a buffer, as "line:code".
function see.findings(bufnr)
  local found = {}
  for _, d in ipairs(vim.diagnostic.get(bufnr or 0)) do
    if d.source == 'modroute' then
      found[#found + 1] = ('%d:%s'):format(d.lnum + 1, d.code)
    end
  end
  table.sort(found)
  return table.concat(found, ' ')
end

local function report()
  local seen = { 'findings: ' .. see.findings(), 'messages: ' .. see.messages(), 'buffer ' .. vim.api.nvim_buf_get_name(0) .. ':', see.lines() }
  for _, client in ipairs(vim.lsp.get_clients()) do
    seen[#seen + 1] = ('client %d: %s, root %s'):format(client.id, client.name, tostring(client.config.root_dir))
  end
  return table.concat(seen, '\n')
end

function see.fail(what, got)
  error(('%s\nsaw: %s\n\n%s'):format(what, got == nil and 'nothing' or type(got) == 'string' and got or vim.inspect(got), report()), 0)
end

-- wait waits until a function returns something that is true, and returns it.
-- Its second result is what it saw instead.
function see.wait(what, look)
  local got, instead
  local came = vim.wait(patience, function()
    got, instead = look()
    return got
  end, 20)
  return came and got or see.fail('waited in vain: ' .. what, instead)
end

function see.equal(what, got, want)
  if not vim.deep_equal(got, want) then
    see.fail(('%s should be %s'):format(what, vim.inspect(want)), got)
  end
end

function see.contains(what, text, want)
  if not text:find(want, 1, true) then
    see.fail(('%s should contain %q'):format(what, want), text)
  end
end

function see.wait_findings(want)
  see.wait('findings ' .. want, function()
    return see.findings() == want, see.findings()
  end)
end

function see.wait_message(want)
  see.wait('message ' .. want, function()
    return see.messages():find(want, 1, true) ~= nil, see.messages()
  end)
end

-- The two private modules of the workspace, each named to a public proxy.
see.both = '6:private-module-public-proxy 8:private-module-public-proxy'

-- open opens a file of the workspace, and waits for the server.
function see.open(file)
  vim.cmd.edit(file)
  return see.wait('modroute attached to ' .. file, function()
    local client = vim.lsp.get_clients({ bufnr = 0, name = 'modroute' })[1]
    return client and client.initialized and client
  end)
end

-- open_module opens the go.mod with its two findings, and goes to the first.
function see.open_module()
  local client = see.open('go.mod')
  see.wait_findings(see.both)
  vim.api.nvim_win_set_cursor(0, { 6, 3 })
  return client
end

-- act does what the menu of code actions has that begins with a title.
function see.act(title)
  local offered = {}
  local chosen
  local select = vim.ui.select
  vim.ui.select = function(items, opts, choose)
    offered = vim.tbl_map(opts.format_item, items)
    for i, item in ipairs(items) do
      if not chosen and vim.startswith((item.action or item[2]).title, title) then
        chosen = item
        return choose(item, i)
      end
    end
    choose(nil)
  end
  see.wait('code action ' .. title, function()
    if not chosen then
      vim.lsp.buf.code_action()
      vim.wait(500, function() return chosen end, 20)
    end
    return chosen, offered
  end)
  vim.ui.select = select
end

-- float returns the text of the floating window.
function see.float()
  for _, win in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(win).relative ~= '' then
      return see.lines(vim.api.nvim_win_get_buf(win)), win
    end
  end
end

-- hover returns what K shows that contains a text.
function see.hover(want)
  return see.wait('hover with ' .. want, function()
    vim.lsp.buf.hover()
    local text
    vim.wait(1000, function()
      text = see.float()
      return text and text:find(want, 1, true)
    end, 20)
    return text and text:find(want, 1, true) and text, text
  end)
end

-- screen returns the lines of the screen, as a person has them before his eyes.
-- Without anybody who looks, Neovim draws nothing.
local looking
function see.screen()
  if not looking then
    local address = vim.fn.serverstart()
    looking = vim.fn.jobstart({ vim.env.NVIM_PROGRAM, '--remote-ui', '--server', address }, { pty = true, width = 120, height = 40 })
    vim.wait(patience, function()
      return #vim.api.nvim_list_uis() > 0
    end, 20)
  end
  vim.cmd.redraw()
  local lines = {}
  for row = 1, vim.o.lines do
    local cells = {}
    for column = 1, vim.o.columns do
      cells[column] = vim.fn.screenstring(row, column)
    end
    lines[row] = vim.trim(table.concat(cells))
  end
  return lines
end

-- wait_screen waits until a line of the screen is as it should be.
function see.wait_screen(what, is)
  return see.wait(what, function()
    local lines = see.screen()
    for _, line in ipairs(lines) do
      if is(line) then
        return line
      end
    end
    return nil, table.concat(lines, '\n')
  end)
end

function see.read(file)
  local ok, lines = pcall(vim.fn.readfile, file)
  return ok and table.concat(lines, '\n') or ''
end

-- goenv is the file of `go env -w` in this test's home.
see.goenv = vim.env.XDG_CONFIG_HOME .. '/go/env'

-- go runs the go command as another program would.
function see.go(...)
  local result = vim.system({ 'go', ... }, { text = true, cwd = vim.env.HOME }):wait()
  if result.code ~= 0 then
    see.fail('go ' .. table.concat({ ... }, ' '), result.stderr)
  end
end

return see
