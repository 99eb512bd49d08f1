---@brief
---
--- https://github.com/modroute/modroute
---
--- modroute tells on every line of a go.mod where the go command gets that
--- module, and whether that is where it should come from. It runs beside gopls.
---
--- ```sh
--- go install github.com/modroute/modroute@latest
--- ```
---
--- Settings: https://github.com/modroute/modroute/blob/main/docs/settings.md
---
--- The plugin in editors/nvim of the repository adds commands, explanations in a
--- window, a health check and a statusline.

---@type vim.lsp.Config
return {
  cmd = { 'modroute', 'serve' },
  filetypes = { 'gomod', 'gowork', 'gosum', 'go' },
  root_markers = { 'go.work', 'go.mod', '.git' },
}
