//! The layout of help: a command shows its own options, and names those of all commands.

use std::fmt::Write;

use clap::builder::StyledStr;
use clap::{Arg, Command};

use crate::errors::EXIT_CODES;

/// With --help: also describes the global options.
pub(crate) const ALL: &str = "--all";

/// The environment variables and their meaning.
pub(crate) const VARIABLES: [(&str, &str); 8] = [
    ("CHAT44MP_API_KEY", "API key"),
    ("CHAT44MP_BASE_URL", "base URL of the server"),
    ("CHAT44MP_PROFILE", "name of the profile"),
    ("CHAT44MP_CONFIG", "path of the profile file"),
    ("CHAT44MP_LOG", "log level, such as `debug`"),
    ("NO_COLOR", "disables colours"),
    ("HTTPS_PROXY", "proxy; also HTTP_PROXY, ALL_PROXY and NO_PROXY"),
    ("SSL_CERT_FILE", "certificates to trust; also SSL_CERT_DIR"),
];

/// Exit codes and variables, for the help of the program.
pub(crate) fn after_long_help() -> String {
    let codes: String =
        EXIT_CODES.iter().map(|(code, meaning)| format!("  {code:<3}  {meaning}\n")).collect();
    let variables: Vec<_> =
        VARIABLES.iter().map(|(name, meaning)| format!("  {name:<17}  {meaning}")).collect();
    format!("Exit codes:\n{codes}\nEnvironment variables:\n{}", variables.join("\n"))
}

/// Completes the grammar. The help of the program describes the global options; that of a command names them, and
/// describes them for `all`.
pub(crate) fn layout(command: Command, all: bool) -> Command {
    let mut command = command.mut_args(|arg| match (arg.is_global_set(), all) {
        (false, _) => arg,
        (true, false) => arg.hide(true),
        (true, true) => arg.hide_short_help(false),
    });
    // Global options reach the commands only now.
    command.build();
    if all {
        return command;
    }
    let names = global_options(&command);
    command.mut_args(|arg| arg.hide(false)).mut_subcommands(|subcommand| with_names(subcommand, &names))
}

fn with_names(command: Command, names: &StyledStr) -> Command {
    command.after_help(names.clone()).mut_subcommands(|subcommand| with_names(subcommand, names))
}

/// The names of the global options, as a paragraph.
fn global_options(command: &Command) -> StyledStr {
    let header = command.get_styles().get_header();
    let literal = command.get_styles().get_literal();
    let names: Vec<_> = command.get_arguments().filter(|arg| arg.is_global_set()).map(name).collect();
    let mut text = StyledStr::new();
    // Writing to a string does not fail.
    let _ = write!(
        text,
        "{header}Global options:{header:#}\n  {}\n  \
         For their descriptions, run `{literal}chat44mp --help{literal:#}` or add {literal}{ALL}{literal:#}.",
        names.join(", ")
    );
    text
}

/// An option as it is typed.
fn name(arg: &Arg) -> String {
    let long = arg.get_long().unwrap_or_default();
    match arg.get_short() {
        Some(short) => format!("-{short}/--{long}"),
        None => format!("--{long}"),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::Cli;

    /// The help of every command, and whether it is the program's own.
    fn helps(width: usize, all: bool) -> Vec<(String, String, bool)> {
        fn collect(command: &mut Command, path: &str, helps: &mut Vec<(String, String, bool)>) {
            let path = format!("{path} {}", command.get_name());
            let is_program = helps.is_empty();
            for (flag, help) in [("-h", command.render_help()), ("--help", command.render_long_help())] {
                helps.push((format!("{path} {flag}"), help.to_string(), is_program));
            }
            for subcommand in command.get_subcommands_mut().filter(|command| command.get_name() != "help") {
                collect(subcommand, &path, helps);
            }
        }
        let mut helps = Vec::new();
        collect(&mut layout(Cli::command().term_width(width), all), "", &mut helps);
        assert!(helps.len() > 60, "{}", helps.len());
        helps
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        for (width, all) in [(80, false), (100, false), (80, true), (100, true)] {
            for (name, help, _) in helps(width, all) {
                // The parser never wraps a usage, and [OPTIONS] makes it longer.
                let lines = help.lines().filter(|line| !all || !line.starts_with("Usage:"));
                let widest = lines.map(|line| line.chars().count()).max().unwrap_or_default();
                assert!(widest <= width, "{name} at {width}: {widest} columns\n{help}");
            }
        }
    }

    #[test]
    fn the_program_lists_exit_codes_and_variables_one_per_line() {
        let (_, help, _) = helps(80, false).swap_remove(1);
        for line in after_long_help().lines() {
            assert!(line.chars().count() <= 80 && help.contains(line), "{line}: {help}");
        }
    }

    #[test]
    fn commands_describe_their_own_options_and_name_the_global_ones() {
        for (name, help, is_program) in helps(100, false) {
            let (own, global) = help.split_once("Global options:").unwrap_or((&help, ""));
            assert_eq!(
                own.contains("--max-retries <N>"),
                is_program && name.ends_with("--help"),
                "{name}: {help}"
            );
            assert_eq!(global.contains("--max-retries, --max-concurrency"), !is_program, "{name}: {help}");
            assert!(is_program || help.lines().count() <= 70, "{name}: {help}");
        }
    }

    #[test]
    fn all_describes_the_global_options_after_the_own_ones() {
        for (name, help, _) in helps(100, true) {
            let position =
                |part: &str| help.find(part).unwrap_or_else(|| panic!("{name}: no {part}\n{help}"));
            let own = position("\nOptions:");
            assert!(own < position("\nServer:") && own < position("\nOutput:"), "{name}: {help}");
            position("--max-retries <N>");
        }
    }
}
