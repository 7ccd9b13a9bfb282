//! `--help --agent`: all commands as compact JSON, for agents that run them in a shell.

use std::any::TypeId;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use chat44mp::reflection::CallInfo;
use chat44mp::{Access, Language};
use clap::{Arg, ArgAction, Command, ValueEnum};
use jiff::civil::Date;
use serde::Serialize;

use crate::errors::EXIT_CODES;
use crate::help::VARIABLES;
use crate::options::Format;

/// With --help: describes the commands as JSON.
pub(crate) const AGENT: &str = "--agent";

/// The program, or one of its commands with those below it.
#[derive(Serialize)]
struct Program<'a> {
    name: &'a str,
    version: &'a str,
    about: String,
    output_formats: Vec<String>,
    exit_codes: BTreeMap<u8, &'static str>,
    environment: BTreeMap<&'static str, &'static str>,
    global_options: Vec<Argument>,
    commands: Vec<Described>,
}

#[derive(Serialize)]
struct Described {
    /// As it is typed, without the name of the program.
    name: String,
    about: String,
    /// Of a call: its effect (`read`, `set` or `create`) and the key that it requires.
    #[serde(skip_serializing_if = "Option::is_none")]
    effect: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    arguments: Vec<Argument>,
}

#[derive(Serialize)]
struct Argument {
    /// A flag such as `--email`, or the name of a positional argument.
    name: String,
    #[serde(rename = "type")]
    kind: &'static str,
    about: String,
    #[serde(skip_serializing_if = "is_false")]
    required: bool,
    #[serde(skip_serializing_if = "is_false")]
    repeatable: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    values: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<String>,
}

fn is_false(value: &bool) -> bool {
    !value
}

/// Whether `--agent` accompanies a request for help.
pub(crate) fn is_requested(arguments: &[OsString]) -> bool {
    let has = |words: &[&str]| arguments.iter().any(|argument| words.iter().any(|word| argument == word));
    has(&[AGENT]) && has(&["-h", "--help", "help"])
}

/// Prints the commands below the one that the arguments name, on one line.
pub(crate) fn print(program: &Command, arguments: &[OsString]) -> ExitCode {
    let text = serde_json::to_string(&describe(program, arguments)).unwrap_or_default();
    // A closed pipe is ignored.
    let _ = writeln!(io::stdout(), "{text}");
    ExitCode::SUCCESS
}

fn describe<'a>(program: &'a Command, arguments: &[OsString]) -> Program<'a> {
    let (mut command, mut path) = (program, Vec::new());
    for word in
        arguments.iter().skip(1).filter_map(|argument| argument.to_str()).filter(|word| *word != "help")
    {
        if let Some(subcommand) = command.find_subcommand(word) {
            path.push(subcommand.get_name());
            command = subcommand;
        }
    }
    let mut commands = Vec::new();
    collect(command, &path, &mut commands);
    let global = program.get_arguments().filter(|argument| argument.is_global_set());
    Program {
        name: program.get_name(),
        version: env!("CARGO_PKG_VERSION"),
        about: about(command),
        output_formats: names(Format::value_variants().iter().filter_map(ValueEnum::to_possible_value)),
        exit_codes: BTreeMap::from(EXIT_CODES),
        environment: BTreeMap::from(VARIABLES),
        global_options: global.map(argument).collect(),
        commands,
    }
}

/// Adds the commands that do something, not the nouns above them.
fn collect<'a>(command: &'a Command, path: &[&'a str], commands: &mut Vec<Described>) {
    if !command.has_subcommands() {
        commands.push(described(command, path));
    }
    for subcommand in
        command.get_subcommands().filter(|command| command.get_name() != "help" && !command.is_hide_set())
    {
        collect(subcommand, &[path, &[subcommand.get_name()]].concat(), commands);
    }
}

fn described(command: &Command, path: &[&str]) -> Described {
    let name = path.join(" ");
    let call =
        CallInfo::all().find(|call| Language::CommandLine(Default::default()).spell(call.name) == name);
    let own = command.get_arguments().filter(|argument| {
        !argument.is_global_set()
            && !argument.is_hide_set()
            && !matches!(argument.get_id().as_str(), "help" | "version")
    });
    Described {
        about: about(command),
        effect: call.map(|call| call.kind().as_str()),
        key: call.map(|call| if call.access() == Access::Admin { "admin" } else { "member" }),
        arguments: own.map(argument).collect(),
        name,
    }
}

fn about(command: &Command) -> String {
    command.get_about().map(ToString::to_string).unwrap_or_default()
}

fn argument(argument: &Arg) -> Argument {
    let is_flag = matches!(argument.get_action(), ArgAction::SetTrue | ArgAction::Count);
    let name = match argument.get_long() {
        Some(long) => format!("--{long}"),
        None => argument
            .get_value_names()
            .and_then(|names| names.first())
            .map_or("", |name| name.as_str())
            .to_owned(),
    };
    let default =
        argument.get_default_values().first().filter(|_| !is_flag && !argument.is_hide_default_value_set());
    Argument {
        name,
        kind: if is_flag { "flag" } else { kind(argument) },
        about: argument.get_help().map(ToString::to_string).unwrap_or_default(),
        required: argument.is_required_set(),
        repeatable: matches!(argument.get_action(), ArgAction::Append | ArgAction::Count),
        values: if is_flag { Vec::new() } else { names(argument.get_possible_values()) },
        default: default.map(|value| value.to_string_lossy().into_owned()),
    }
}

/// The type of a value, from the parser that reads it.
fn kind(argument: &Arg) -> &'static str {
    let parsed = argument.get_value_parser().type_id();
    let is = |types: &[TypeId]| types.iter().any(|id| parsed == *id);
    if is(&[TypeId::of::<i64>(), TypeId::of::<u32>(), TypeId::of::<usize>(), TypeId::of::<u16>()]) {
        "integer"
    } else if is(&[TypeId::of::<Duration>()]) {
        "duration"
    } else if is(&[TypeId::of::<PathBuf>()]) {
        "path"
    } else if is(&[TypeId::of::<Date>()]) {
        "date"
    } else {
        "string"
    }
}

/// The names of values that are not hidden.
fn names(values: impl IntoIterator<Item = clap::builder::PossibleValue>) -> Vec<String> {
    values.into_iter().filter(|value| !value.is_hide_set()).map(|value| value.get_name().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::CommandFactory;
    use serde_json::{Value, json};

    use super::*;
    use crate::cli::Cli;
    use crate::help;

    fn described(words: &[&str]) -> Value {
        let words: Vec<_> = words.iter().map(OsString::from).collect();
        serde_json::to_value(describe(&help::layout(Cli::command(), false), &words)).unwrap()
    }

    fn name(value: &Value) -> &str {
        value["name"].as_str().unwrap()
    }

    /// The command whose name is `path`, by the parser.
    fn parsed<'a>(command: &'a Command, path: &str) -> &'a Command {
        path.split(' ').fold(command, |command, name| command.find_subcommand(name).unwrap())
    }

    #[test]
    fn describes_every_command_and_every_argument() {
        let all = described(&["chat44mp", "--help", "--agent"]);
        let command = help::layout(Cli::command(), false);
        let commands = all["commands"].as_array().unwrap();
        let (mut names, mut pending) = (BTreeSet::new(), vec![(&command, String::new())]);
        while let Some((command, path)) = pending.pop() {
            let below = command
                .get_subcommands()
                .filter(|command| command.get_name() != "help" && !command.is_hide_set());
            let below: Vec<_> =
                below.map(|command| (command, format!("{path} {}", command.get_name()))).collect();
            if below.is_empty() {
                names.insert(path.trim().to_owned());
            }
            pending.extend(below);
        }
        assert_eq!(commands.iter().map(|command| name(command).to_owned()).collect::<BTreeSet<_>>(), names);
        for described in commands {
            let command = parsed(&command, name(described));
            let expected = command.get_arguments().filter(|argument| {
                !argument.is_global_set() && !argument.is_hide_set() && argument.get_id() != "help"
            });
            let arguments = described["arguments"].as_array().map_or(0, Vec::len);
            assert_eq!(arguments, expected.count(), "{described}");
        }
        let global = all["global_options"].as_array().unwrap();
        assert!(global.iter().any(|option| name(option) == "--output" && option["values"][1] == "json"));
        assert!(commands.iter().all(|command| !command["about"].as_str().unwrap().is_empty()));
    }

    #[test]
    fn every_call_has_its_effect() {
        let all = described(&["chat44mp", "--help", "--agent"]);
        let commands = all["commands"].as_array().unwrap();
        for call in CallInfo::all().filter(|call| call.invocation.is_some()) {
            let spelled = Language::CommandLine(Default::default()).spell(call.name).into_owned();
            let command = commands.iter().find(|command| name(command) == spelled);
            assert_eq!(
                command.map(|command| &command["effect"]),
                Some(&json!(call.kind().as_str())),
                "{}",
                call.name
            );
        }
    }

    #[test]
    fn describes_types_and_values() {
        let contacts = described(&["chat44mp", "contact", "create", "--help", "--agent"]);
        assert_eq!(
            contacts["commands"],
            json!([{
                "name": "contacts create",
                "about": "Create a contact and print its ID (create_contact)",
                "effect": "create",
                "key": "member",
                "arguments": [
                    {"name": "--group-id", "type": "integer", "about": "ID of the contact's group", "required": true},
                    {"name": "--email", "type": "string", "about": "E-mail address, unique on the whole server"},
                    {"name": "--phone-number", "type": "string", "about": "Phone number, unique on the whole server"},
                    {"name": "--first-name", "type": "string", "about": "First name"},
                    {"name": "--last-name", "type": "string", "about": "Last name"},
                ],
            }])
        );
        let export = described(&["chat44mp", "flows", "export", "--help", "--agent"]);
        let arguments = export["commands"][0]["arguments"].as_array().unwrap();
        let format = arguments.iter().find(|argument| name(argument) == "--format").unwrap();
        assert_eq!(
            (&format["values"], &format["default"]),
            (&json!(["csv", "jsonl", "excel"]), &json!("csv"))
        );
    }
}
