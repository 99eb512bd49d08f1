//! Starts the language server modroute. It is never downloaded: a program that
//! a person has not installed is not run.

use zed_extension_api::{self as zed, serde_json, settings::LspSettings, LanguageServerId, Result};

struct Modroute;

impl zed::Extension for Modroute {
    fn new() -> Self {
        Modroute
    }

    fn language_server_command(
        &mut self,
        _: &LanguageServerId,
        worktree: &zed::Worktree,
    ) -> Result<zed::Command> {
        let binary = LspSettings::for_worktree("modroute", worktree)?.binary;
        let (path, arguments) = match binary {
            Some(binary) => (binary.path, binary.arguments),
            None => (None, None),
        };
        let command = path.or_else(|| worktree.which("modroute")).ok_or(
            "modroute is not on PATH: go install github.com/modroute/modroute@latest",
        )?;
        Ok(zed::Command {
            command,
            args: arguments.unwrap_or_else(|| vec!["serve".into()]),
            // The Go variables of the shell count, as they do in a terminal.
            env: worktree.shell_env(),
        })
    }

    fn language_server_initialization_options(
        &mut self,
        _: &LanguageServerId,
        worktree: &zed::Worktree,
    ) -> Result<Option<serde_json::Value>> {
        Ok(LspSettings::for_worktree("modroute", worktree)?.initialization_options)
    }

    fn language_server_workspace_configuration(
        &mut self,
        _: &LanguageServerId,
        worktree: &zed::Worktree,
    ) -> Result<Option<serde_json::Value>> {
        let settings = LspSettings::for_worktree("modroute", worktree)?.settings;
        Ok(settings.map(|settings| serde_json::json!({ "modroute": settings })))
    }
}

zed::register_extension!(Modroute);
