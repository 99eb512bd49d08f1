-- What the server asks of this editor, beyond the protocol. It only asks what
-- the capabilities below name.
local M = {}

M.capabilities = {
  pickDirectory = true,
  copyText = true,
  showText = true,
  undoButton = true,
}

-- answer_later runs a function that is given a way to answer, and returns the
-- answer. Requests of the server are handled in a coroutine, so that it may come
-- when a person has got round to it.
---@param ask fun(answer: fun(result: any))
---@return any
local function answer_later(ask)
  local asking = coroutine.running()
  ask(function(result)
    -- A prompt may answer before the coroutine waits.
    vim.schedule(function()
      coroutine.resume(asking, result or vim.NIL)
    end)
  end)
  return coroutine.yield()
end

-- pick_directory asks for a checkout of a module, from where the go.mod lies.
---@param params {uri: string, path: string, title: string}
local function pick_directory(_, params)
  local from = vim.fs.dirname(vim.uri_to_fname(params.uri))
  return answer_later(function(answer)
    local question = { prompt = params.title .. ': ', default = vim.fs.dirname(from) .. '/', completion = 'dir' }
    vim.ui.input(question, function(directory)
      if not directory or directory == '' then
        return answer(nil)
      end
      directory = vim.fs.normalize(directory)
      if not vim.startswith(directory, '/') and not directory:match('^%a:/') then
        directory = vim.fs.normalize(vim.fn.getcwd() .. '/' .. directory)
      end
      answer({ uri = vim.uri_from_fname(directory) })
    end)
  end)
end

-- copy_text puts a line for the shell into the register of the clipboard, and
-- into the unnamed one, which is there without a clipboard.
---@param params {title: string, text: string}
local function copy_text(_, params)
  vim.fn.setreg('"', params.text)
  pcall(vim.fn.setreg, '+', params.text)
  vim.notify(('modroute: %s: copied: %s'):format(params.title, params.text))
  return vim.NIL
end

-- show_message_request says that something can be undone without asking:
-- Neovim's question would take the keyboard until it is answered. Everything
-- else is a question that a person has brought about.
local function show_message_request(err, params, ctx, config)
  local actions = params.actions or {}
  if #actions == 1 and actions[1].title == 'Undo' then
    vim.notify(params.message .. ' (:ModrouteUndo takes it back)')
    return vim.NIL
  end
  return vim.lsp.handlers['window/showMessageRequest'](err, params, ctx, config)
end

M.handlers = {
  ['modroute/pickDirectory'] = pick_directory,
  ['modroute/copyText'] = copy_text,
  ['window/showMessageRequest'] = show_message_request,
  ['workspace/inlayHint/refresh'] = require('modroute.hints').on_refresh,
}

local lenses = require('modroute.lenses')
if not lenses.by_itself then
  M.handlers['workspace/codeLens/refresh'] = lenses.on_refresh
end
if vim.fn.has('nvim-0.11') == 0 then
  M.handlers['textDocument/hover'] = require('modroute.hover').handle
end

-- show_answer runs a command of the server, and shows the text that it answers.
---@param command lsp.Command
---@param context {client_id: integer, bufnr: integer}
local function show_answer(command, context)
  local client = vim.lsp.get_client_by_id(context.client_id)
  if not client then
    return
  end
  local params = { command = command.command, arguments = command.arguments }
  local function show(err, answer)
    if err then
      return vim.notify('modroute: ' .. err.message, vim.log.levels.ERROR)
    end
    if answer and answer ~= vim.NIL then
      require('modroute.window').show(answer.title, answer.markdown)
    end
  end
  require('modroute.client').call(client, 'request', 'workspace/executeCommand', params, show, context.bufnr)
end

-- Code lenses and code actions run these, too.
M.commands = {
  ['modroute.explainRoute'] = show_answer,
  ['modroute.environment'] = show_answer,
  ['modroute.compareEnvironments'] = show_answer,
}

return M
