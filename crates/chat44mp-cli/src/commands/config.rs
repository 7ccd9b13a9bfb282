//! `chat44mp config`

use std::io::{self, IsTerminal};

use chat44mp::{DEFAULT_BASE_URL, MessagePattern};
use clap::{Args, Subcommand};
use serde::Serialize;

use crate::config::{Profile, ProfileFile, StoredKey};
use crate::errors::Failure;
use crate::flags::ClientFlags;
use crate::input::secrets;
use crate::options::{Format, GlobalOptions};
use crate::output::Printer;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Create or update a profile; its key is read from stdin or a prompt
    ///
    /// Stores the flags --base-url, --allow-http, --proxy, --ca-certs and --message-pattern. An empty key keeps the
    /// stored one. The profile `default` is used when no other is named.
    Set(SetArguments),
    /// List all profiles, without their keys
    List,
    /// Show one profile, without its key
    Show(NameArgument),
    /// Remove a profile
    Remove(NameArgument),
    /// Print the path of the profile file
    Path,
}

#[derive(Args)]
pub(crate) struct NameArgument {
    /// Name of the profile
    name: String,
}

#[derive(Args)]
pub(crate) struct SetArguments {
    /// Name of the profile
    #[arg(default_value = "default")]
    name: String,
}

/// A profile without its key.
#[derive(Serialize)]
struct Shown<'a> {
    name: &'a str,
    base_url: Option<&'a str>,
    api_key: Option<String>,
    allow_http: bool,
    proxy: Option<&'a str>,
    ca_certs: Option<String>,
    message_patterns: &'a [MessagePattern],
}

impl<'a> Shown<'a> {
    fn new(name: &'a str, profile: &'a Profile) -> Shown<'a> {
        Shown {
            name,
            base_url: profile.base_url.as_deref(),
            api_key: profile.api_key.as_ref().map(StoredKey::masked),
            allow_http: profile.allow_http,
            proxy: profile.proxy.as_deref(),
            ca_certs: profile.ca_certs.as_ref().map(|path| path.display().to_string()),
            message_patterns: &profile.message_patterns,
        }
    }
}

impl Command {
    pub(crate) fn run(self, options: &GlobalOptions, printer: &Printer) -> Result<(), Failure> {
        match self {
            Command::Set(SetArguments { name }) => set(&name, &options.client, printer),
            Command::List => {
                let file = ProfileFile::load()?;
                let profiles: Vec<_> =
                    file.profiles.iter().map(|(name, profile)| Shown::new(name, profile)).collect();
                printer.value(&profiles)
            }
            Command::Show(NameArgument { name }) => {
                let profile = ProfileFile::load()?.take_named(&name)?;
                printer.value(&Shown::new(&name, &profile))
            }
            Command::Remove(NameArgument { name }) => {
                ProfileFile::change(&name, printer, |file| file.take_named(&name).map(drop))?;
                printer.note(&format!("Removed profile {name}."));
                Ok(())
            }
            Command::Path => {
                let path = ProfileFile::path()?.display().to_string();
                // Without quotes in a pipe, too: a shell could not use them.
                match options.output.output {
                    None | Some(Format::Table) => printer.line(&path),
                    Some(_) => printer.value(&path),
                }
            }
        }
    }
}

fn set(name: &str, flags: &ClientFlags, printer: &Printer) -> Result<(), Failure> {
    // The lock is not held while the user types a key.
    let earlier = ProfileFile::load_to_change()?.take(name).and_then(|profile| profile.api_key);
    let prompt = match &earlier {
        Some(key) if io::stdin().is_terminal() => format!("API key (Enter keeps {}): ", key.masked()),
        _ => "API key: ".to_owned(),
    };
    let key = secrets::line_or_prompt(&prompt)?;
    let mut saved = String::new();
    let path = ProfileFile::change(name, printer, |file| {
        let profile = file.profiles.entry(name.to_owned()).or_default();
        if !key.trim().is_empty() {
            profile.api_key = Some(StoredKey::new(key.trim().to_owned().into()));
        }
        keep(flags, profile)?;
        saved = summary(profile);
        check(profile)
    })?;
    printer.note(&format!("Saved profile {name} in {}.\n{saved}", path.display()));
    let profile = if name == "default" { String::new() } else { format!(" --profile {name}") };
    printer.note(&format!("Next, check it: chat44mp doctor{profile}"));
    Ok(())
}

/// The address and the key of a profile, for readers.
fn summary(profile: &Profile) -> String {
    let key = profile.api_key.as_ref().map(StoredKey::masked);
    let key = key.unwrap_or_else(|| "none; run the command again, or set CHAT44MP_API_KEY".to_owned());
    let base_url = match &profile.base_url {
        Some(base_url) => base_url.clone(),
        None => format!("{DEFAULT_BASE_URL} (the default; --base-url sets that of your server)"),
    };
    format!("  base URL  {base_url}\n  API key   {key}")
}

/// Stores the options that are set.
fn keep(flags: &ClientFlags, profile: &mut Profile) -> Result<(), Failure> {
    if let Some(base_url) = flags.base_url.last() {
        profile.base_url = Some(base_url.clone());
    }
    if let Some(proxy) = flags.proxy.last() {
        profile.proxy = Some(proxy.clone());
    }
    if let Some(path) = flags.ca_certs.last() {
        // The profile is used from other directories, too.
        let path = std::path::absolute(path).map_err(|error| Failure::io("find --ca-certs", &error))?;
        profile.ca_certs = Some(path);
    }
    profile.allow_http |= flags.allow_http.contains(&true);
    for pattern in &flags.message_patterns {
        if !profile.message_patterns.contains(pattern) {
            profile.message_patterns.push(pattern.clone());
        }
    }
    Ok(())
}

/// Validates a profile like a client would. It may lack a key: CHAT44MP_API_KEY can hold it.
fn check(profile: &Profile) -> Result<(), Failure> {
    let key = profile.api_key.as_ref().map_or("1-no-key-yet", StoredKey::expose);
    let mut builder = chat44mp::Client::builder(key).allow_http(profile.allow_http);
    if let Some(base_url) = &profile.base_url {
        builder = builder.base_url(base_url);
    }
    if let Some(proxy) = &profile.proxy {
        builder = builder.proxy(proxy);
    }
    builder.build()?;
    Ok(())
}
