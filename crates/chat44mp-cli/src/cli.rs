//! The commands, and how one of them runs.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::{self, IsTerminal};
use std::process::ExitCode;

use chat44mp::Language;
use clap::{ArgMatches, ColorChoice, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::commands::{
    call, completions, config, contact_groups, contacts, demo, doctor, emulator, flows, labels, man, mcp,
    packages, subscribers, users,
};
use crate::errors::{self, Failure};
use crate::options::GlobalOptions;
use crate::output::style::shown;
use crate::output::{self, Printer, terminal};
use crate::session::Session;
use crate::signals::{runtime, until_stopped};
use crate::{agent, guidance, help};

/// Manage the users, contacts, labels and flow campaigns of a Chat44MP server
#[derive(Parser)]
#[command(name = "chat44mp", version = version(), max_term_width = 110)]
#[command(after_help = "\
Get started:
  chat44mp demo         run a demo, without an account
  chat44mp config set   save the address of your server and your API key
  chat44mp doctor       check them")]
#[command(after_long_help = help::after_long_help())]
pub(crate) struct Cli {
    #[command(flatten)]
    options: GlobalOptions,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Manage users of the platform (admin's key)
    #[command(subcommand, alias = "user")]
    Users(users::Command),
    /// List the packages that users can hold (admin's key)
    #[command(subcommand, alias = "package")]
    Packages(packages::Command),
    /// Find Messenger subscribers
    #[command(subcommand, alias = "subscriber")]
    Subscribers(subscribers::Command),
    /// Manage labels of Facebook pages
    #[command(subcommand, alias = "label")]
    Labels(labels::Command),
    /// Manage contact groups
    #[command(subcommand, aliases = ["contact-group", "contact_groups", "groups", "group"])]
    ContactGroups(contact_groups::Command),
    /// Manage and import contacts
    #[command(subcommand, alias = "contact")]
    Contacts(contacts::Command),
    /// Read and export flow campaigns and their answers
    #[command(subcommand, aliases = ["flow", "campaigns", "campaign", "flow-campaigns"])]
    Flows(flows::Command),
    /// Call any API operation by its wire name
    Call(call::Arguments),
    /// Check base URL, connection, key and server; changes nothing
    Doctor,
    /// Run a sale from start to finish on the emulator
    Demo(demo::Arguments),
    /// Run an emulator of the API on this machine, and control it
    #[command(subcommand)]
    Emulator(emulator::Command),
    /// Serve the calls as tools for agents (Model Context Protocol on stdin and stdout)
    Mcp(mcp::Arguments),
    /// Manage profiles: the base URLs and keys of servers
    #[command(subcommand)]
    Config(config::Command),
    /// Print completions for a shell
    Completions(completions::Arguments),
    /// Write the manual pages of all commands
    #[command(hide = true)]
    Man(man::Arguments),
}

/// The version, in a release build with its commit and the commit's date.
fn version() -> String {
    let version = env!("CARGO_PKG_VERSION");
    match option_env!("CHAT44MP_COMMIT") {
        Some(commit) => format!("{version} ({commit})"),
        None => version.to_owned(),
    }
}

/// Parses the arguments, runs the command and reports its result.
pub(crate) fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    if agent::is_requested(&arguments) {
        return agent::print(&help::layout(Cli::command(), false), &arguments);
    }
    let cli = match parse(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            print(&error);
            return if error.use_stderr() { ExitCode::from(errors::USAGE) } else { ExitCode::SUCCESS };
        }
    };
    if cli.options.output.no_color {
        anstream::ColorChoice::Never.write_global();
    }
    let printer = Printer::new(&cli.options.output);
    match run(cli, &printer) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            printer.failure(&failure);
            ExitCode::from(failure.exit_code())
        }
    }
}

/// Prints a message of the parser with the arguments that it quotes escaped.
fn print(error: &clap::Error) {
    let text = error.render().to_string();
    if error.use_stderr() && io::stderr().is_terminal() && terminal::has_special_characters(&text) {
        output::say(shown(&text).trim_end());
    } else {
        // A closed terminal is ignored.
        let _ = error.print();
    }
}

fn parse(mut arguments: Vec<OsString>) -> Result<Cli, clap::Error> {
    // The parser prints messages before its options are known.
    let plain = arguments.iter().any(|argument| argument == "--no-color");
    let color = if plain { ColorChoice::Never } else { ColorChoice::Auto };
    let help = arguments.iter().any(|argument| ["-h", "--help", "help"].iter().any(|help| argument == help));
    let all = help && arguments.iter().any(|argument| argument == help::ALL);
    if all {
        arguments.retain(|argument| argument != help::ALL);
    }
    let mut command = help::layout(Cli::command().color(color), all);
    let words: Vec<_> = arguments.iter().skip(1).filter_map(|word| word.clone().into_string().ok()).collect();
    let matches = command
        .try_get_matches_from_mut(arguments)
        .map_err(|error| guidance::add_tip(error, &command, &words))?;
    let flags = flags(&command, &matches);
    let is_mcp = matches.subcommand_name() == Some("mcp");
    if is_mcp { Language::Mcp(flags) } else { Language::CommandLine(flags) }.set();
    Cli::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
}

/// The flags of the command that runs, which messages of the library name.
fn flags(mut command: &clap::Command, mut matches: &ArgMatches) -> BTreeSet<String> {
    while let Some((name, of_verb)) = matches.subcommand()
        && let Some(verb) = command.find_subcommand(name)
    {
        (command, matches) = (verb, of_verb);
    }
    command.get_arguments().filter_map(|argument| argument.get_long().map(str::to_owned)).collect()
}

fn run(cli: Cli, printer: &Printer) -> Result<(), Failure> {
    let options = &cli.options;
    match cli.command {
        Command::Completions(arguments) => arguments.run(Cli::command()),
        Command::Man(arguments) => arguments.run(help::layout(Cli::command(), false)),
        Command::Mcp(arguments) => arguments.run(options, printer),
        Command::Config(command) => command.run(options, printer),
        // The emulator handles Ctrl-C itself.
        Command::Emulator(command) => runtime()?.block_on(command.run(options, printer)),
        Command::Demo(arguments) => runtime()?.block_on(until_stopped(None, arguments.run(printer))),
        Command::Doctor => runtime()?.block_on(until_stopped(None, doctor::run(options, printer))),
        command => {
            let session = Session::open(options, printer)?;
            runtime()?.block_on(until_stopped(Some(&session), call_of(command, &session)))
        }
    }
}

async fn call_of(command: Command, session: &Session<'_>) -> Result<(), Failure> {
    match command {
        Command::Users(command) => command.run(session).await,
        Command::Packages(command) => command.run(session).await,
        Command::Subscribers(command) => command.run(session).await,
        Command::Labels(command) => command.run(session).await,
        Command::ContactGroups(command) => command.run(session).await,
        Command::Contacts(command) => command.run(session).await,
        Command::Flows(command) => command.run(session).await,
        Command::Call(arguments) => arguments.run(session).await,
        Command::Demo(_)
        | Command::Doctor
        | Command::Emulator(_)
        | Command::Config(_)
        | Command::Completions(_)
        | Command::Man(_)
        | Command::Mcp(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_the_grammar() {
        Cli::command().debug_assert();
    }

    #[test]
    fn messages_name_the_flags_of_the_command_that_runs() {
        let spelled = |arguments: &[&str], name: &str| {
            let mut command = help::layout(Cli::command(), false);
            let matches = command.try_get_matches_from_mut(arguments).unwrap();
            Language::CommandLine(flags(&command, &matches)).spell(name).into_owned()
        };
        let create = ["chat44mp", "contacts", "create", "--group-id", "1", "--email", "ada@x.io"];
        let import = ["chat44mp", "contacts", "import", "people.csv", "--group-id", "1"];
        for (name, in_create, in_import) in [
            ("phone_number", "--phone-number", "phone_number"),
            ("resend_unknown", "resend_unknown", "--resend-unknown"),
            ("base_url", "--base-url", "--base-url"),
            ("api_key", "--api-key-stdin", "--api-key-stdin"),
            ("message_patterns", "--message-pattern", "--message-pattern"),
            ("graph_code", "graph_code", "graph_code"),
        ] {
            assert_eq!(
                (spelled(&create, name), spelled(&import, name)),
                (in_create.into(), in_import.into())
            );
        }
    }

    #[test]
    fn every_call_of_the_library_is_a_command() {
        let command = Cli::command();
        let calls = chat44mp::Operation::all().map(|operation| operation.info().call);
        for call in calls.chain(["users.provision", "flows.rows", "contacts.import_file"]) {
            let spelled = Language::CommandLine(BTreeSet::new()).spell(call).into_owned();
            let (noun, verb) = spelled.split_once(' ').unwrap();
            let found = command.find_subcommand(noun).and_then(|noun| noun.find_subcommand(verb));
            assert!(found.is_some(), "{call} is spelled {spelled}");
        }
    }
}
