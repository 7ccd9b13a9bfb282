//! What to type instead of a command or an option that does not exist.

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, Error};

/// Verbs of other programs, and those of this one.
const SYNONYMS: &[(&[&str], &[&str])] = &[
    (&["add", "new", "insert"], &["create", "set"]),
    (&["show", "view", "find", "info", "read", "lookup", "describe"], &["get", "show", "list"]),
    (&["ls", "all", "index"], &["list"]),
    (&["edit", "rename", "modify", "change", "patch"], &["update"]),
    (&["rm", "remove", "del", "destroy"], &["delete", "remove"]),
    (&["upsert", "ensure"], &["provision"]),
    (&["upload", "load", "sync"], &["import"]),
    (&["download", "dump"], &["export"]),
    (&["run", "start", "up"], &["serve"]),
    (&["attach", "tag"], &["assign"]),
];

/// What the API does not have: noun, verbs, and what to do instead.
const ABSENT: &[(&str, &[&str], &str)] = &[
    (
        "contacts",
        &["list", "search"],
        "the API has no list of contacts: `contacts get` finds one by ID, and `contacts import` records the IDs it creates",
    ),
    (
        "contact-groups",
        &["list", "search"],
        "the API has no list of groups: `contact-groups create` prints the ID of a new one, and the dashboard shows all",
    ),
    ("users", &["list", "search"], "the API has no list of users: `users get` finds one by ID or --email"),
    ("users", &["delete"], "the API cannot delete users: disable them in the dashboard"),
    (
        "subscribers",
        &["list", "search"],
        "the API has no list of subscribers: `flows answers` shows the IDs of those who answered a campaign",
    ),
    ("subscribers", &["create", "update", "delete"], "the API only reads subscribers"),
    (
        "labels",
        &["get", "update", "delete"],
        "the API only lists, creates and assigns labels: change them in the dashboard",
    ),
    (
        "packages",
        &["get", "create", "update", "delete"],
        "the API only lists packages: `packages list` shows all",
    ),
    ("flows", &["create", "update", "delete"], "the API only reads campaigns: change them in the dashboard"),
];

/// Commands of other programs that save a key.
const SETUP: &[&str] = &["login", "auth", "init", "setup", "configure", "profile", "profiles"];

/// Adds a tip to an error about an unknown command or option.
pub(crate) fn add_tip(mut error: Error, command: &Command, arguments: &[String]) -> Error {
    let tip = match (error.kind(), error.get(ContextKind::InvalidSubcommand), error.get(ContextKind::InvalidArg)) {
        (ErrorKind::InvalidSubcommand, Some(ContextValue::String(verb)), _) => {
            let noun = arguments.iter().find_map(|argument| command.find_subcommand(argument));
            match noun {
                Some(noun) => tip_for_verb(noun, verb),
                None => SETUP.contains(&verb.as_str()).then(|| {
                    "`chat44mp config set` saves the address of your server and your API key".to_owned()
                }),
            }
        }
        (ErrorKind::UnknownArgument, _, Some(ContextValue::String(option)))
            if ["--api-key", "--key", "--token"].contains(&option.as_str()) =>
        {
            Some(
                "other users of this machine can read arguments: save the key with `chat44mp config set`, set \
                 CHAT44MP_API_KEY, or pipe it into --api-key-stdin"
                    .to_owned(),
            )
        }
        _ => None,
    };
    if let Some(tip) = tip {
        error.remove(ContextKind::SuggestedSubcommand);
        error.remove(ContextKind::SuggestedArg);
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![StyledStr::from(tip)]));
    }
    error
}

fn tip_for_verb(noun: &Command, verb: &str) -> Option<String> {
    let has = |verb: &str| noun.find_subcommand(verb).is_some();
    let meant =
        SYNONYMS.iter().find(|(others, _)| others.contains(&verb)).map_or(&[][..], |(_, meant)| *meant);
    if let Some(verb) = meant.iter().find(|verb| has(verb)) {
        return Some(format!("the command is `{} {verb}`", noun.get_name()));
    }
    let absent = |(of, verbs, _): &&(&str, &[&str], &str)| {
        *of == noun.get_name() && verbs.iter().any(|absent| *absent == verb || meant.contains(absent))
    };
    ABSENT.iter().find(absent).map(|(_, _, tip)| (*tip).to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::Cli;

    #[test]
    fn no_tip_is_about_a_command_that_exists() {
        let command = Cli::command();
        for (noun, verbs, tip) in ABSENT {
            let noun = command.find_subcommand(noun).unwrap();
            assert!(verbs.iter().all(|verb| noun.find_subcommand(verb).is_none()), "{tip}");
        }
    }
}
