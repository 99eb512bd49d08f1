---@brief
---
--- https://github.com/modroute/modroute
---
--- modroute tells on every line of a go.mod or go.work where the go command
--- gets that module, and whether that is where it should come from. It runs
--- beside gopls.
---
--- ```sh
--- go install github.com/modroute/modroute@latest
--- ```
---
--- Neovim 0.11 or newer reads this file from `lsp/` on the 'runtimepath' when
--- it runs `vim.lsp.enable('modroute')`. To change something, merge it over:
---
--- ```lua
--- vim.lsp.config('modroute', {
---   settings = {
---     modroute = {
---       -- Private modules, besides those that modroute finds out.
---       private = { 'git.corp.example.com/*', 'ledger.internal' },
---       -- Go variables as the editor sets them, over its own environment.
---       env = { GOPROXY = 'https://goproxy.corp.example.com,direct' },
---     },
---   },
--- })
--- ```

---@type vim.lsp.Config
return {
  cmd = { 'modroute' },
  filetypes = { 'gomod', 'gowork', 'gosum' },
  -- As gopls has it: the workspace, else the module.
  root_markers = { 'go.work', 'go.mod', '.git' },
}
