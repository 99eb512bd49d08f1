-- What the server asks of the editor.
local see = require('see')

local client = see.open_module()
local function request(method, params)
  local answer
  coroutine.wrap(function()
    answer = client.handlers[method](nil, params, { client_id = client.id, method = method }, {})
  end)()
  return see.wait('answer to ' .. method, function()
    return answer
  end)
end

-- A directory: asked for beside the module, completed as directories are.
local asked
vim.ui.input = function(question, answer)
  asked = question
  answer('../auth')
end
local uri = vim.uri_from_bufnr(0)
local picked = request('modroute/pickDirectory', { uri = uri, path = 'example.com/m', title = 'Choose the checkout' })
see.equal('directory', picked, { uri = vim.uri_from_fname(vim.env.WORKSPACE .. '/auth') })
see.equal('question', asked, { prompt = 'Choose the checkout: ', default = vim.env.WORKSPACE .. '/', completion = 'dir' })

vim.ui.input = function(_, answer)
  answer(nil)
end
see.equal('no directory', request('modroute/pickDirectory', { uri = uri, path = 'm', title = 't' }), vim.NIL)

-- A line for the shell.
local clipboard = {}
vim.g.clipboard = { name = 'test', copy = { ['+'] = function(lines) clipboard = lines end, ['*'] = function() end }, paste = { ['+'] = function() return clipboard end, ['*'] = function() return {} end } }
request('modroute/copyText', { title = 'Fetch it', text = 'GOPRIVATE=x go get x' })
see.equal('clipboard', clipboard, { 'GOPRIVATE=x go get x' })
see.wait_message('Fetch it: copied: GOPRIVATE=x go get x')

-- A question that is no offer to undo is put.
vim.ui.select = function(items, _, choose)
  choose(items[1])
end
local answer = request('window/showMessageRequest', { type = 2, message = 'remove?', actions = { { title = 'Remove' } } })
see.equal('answer', answer, { title = 'Remove' })
