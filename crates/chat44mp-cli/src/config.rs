//! The profile file: base URLs and keys of servers, readable by its owner only.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chat44mp::files::{Lock, Output, private};
use chat44mp::{ApiKey, MessagePattern};
use etcetera::BaseStrategy;
use serde::{Deserialize, Serialize};
use toml_edit::DocumentMut;
use zeroize::Zeroizing;

use crate::errors::Failure;
use crate::output::Printer;
use crate::profile_edit;

/// Maximum size of a profile file in bytes.
const MAX_BYTES: u64 = 1024 * 1024;

/// All profiles, by name.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProfileFile {
    #[serde(default)]
    pub(crate) profiles: BTreeMap<String, Profile>,
}

/// A server and an API key.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Profile {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) base_url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) api_key: Option<StoredKey>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) allow_http: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) proxy: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) ca_certs: Option<PathBuf>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) message_patterns: Vec<MessagePattern>,
}

/// A key as stored in the file.
pub(crate) struct StoredKey(Zeroizing<String>);

impl StoredKey {
    pub(crate) fn new(key: Zeroizing<String>) -> StoredKey {
        StoredKey(key)
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    /// The last characters of the key, to distinguish keys.
    pub(crate) fn masked(&self) -> String {
        ApiKey::from(self.expose()).to_string()
    }
}

impl Serialize for StoredKey {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.expose())
    }
}

impl<'de> Deserialize<'de> for StoredKey {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|key| StoredKey(Zeroizing::new(key)))
    }
}

impl ProfileFile {
    /// The path of the file: `CHAT44MP_CONFIG`, or in the platform's configuration directory.
    pub(crate) fn path() -> Result<PathBuf, Failure> {
        if let Some(path) = env::var_os("CHAT44MP_CONFIG").filter(|path| !path.is_empty()) {
            return Ok(path.into());
        }
        let directories = etcetera::choose_base_strategy().map_err(|_| {
            Failure::usage(
                "this user has no home directory",
                "Set CHAT44MP_CONFIG to the path of a profile file.",
            )
        })?;
        Ok(directories.config_dir().join("chat44mp").join("config.toml"))
    }

    /// Reads the file; a missing one has no profiles. Rejects a file that others can read, because it contains keys.
    pub(crate) fn load() -> Result<ProfileFile, Failure> {
        let path = ProfileFile::path()?;
        ProfileFile::parse(&path, &read(&path)?)
    }

    /// Reads the file in order to change it: it must be a regular file.
    pub(crate) fn load_to_change() -> Result<ProfileFile, Failure> {
        check_regular(&ProfileFile::path()?)?;
        ProfileFile::load()
    }

    /// Changes or removes one profile and keeps the rest of the file, comments included. A lock makes concurrent processes
    /// wait; the file is replaced atomically and is readable by its owner only.
    pub(crate) fn change(
        name: &str,
        printer: &Printer,
        change: impl FnOnce(&mut ProfileFile) -> Result<(), Failure>,
    ) -> Result<PathBuf, Failure> {
        let path = ProfileFile::path()?;
        let failed = |error: io::Error| Failure::io(format_args!("write {}", path.display()), &error);
        check_regular(&path)?;
        let _lock = lock(&path, printer).map_err(failed)?;
        let text = read(&path)?;
        let mut file = ProfileFile::parse(&path, &text)?;
        let before = file.profiles.get(name).map(table).transpose()?;
        change(&mut file)?;
        let after = file.profiles.get(name).map(table).transpose()?;
        let mut document: DocumentMut = text.parse().map_err(|_| unreadable(1, &path))?;
        profile_edit::apply(&mut document, name, before.as_ref(), after.as_ref())
            .map_err(|error| failed(io::Error::other(error)))?;
        let text = Zeroizing::new(document.to_string());
        let write = || {
            let mut output = Output::replace(&path)?;
            output.write_all(text.as_bytes())?;
            output.commit()
        };
        write().map_err(failed)?;
        Ok(path)
    }

    fn parse(path: &Path, text: &str) -> Result<ProfileFile, Failure> {
        toml::from_str(text).map_err(|error| {
            // Only the line number: the message of the parser quotes the file, which may contain a key.
            let line = error.span().map_or(1, |span| 1 + text[..span.start].matches('\n').count());
            unreadable(line, path)
        })
    }

    pub(crate) fn take(&mut self, name: &str) -> Option<Profile> {
        self.profiles.remove(name)
    }

    pub(crate) fn take_named(&mut self, name: &str) -> Result<Profile, Failure> {
        self.take(name).ok_or_else(|| {
            let names = self.profiles.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
            let existing = if names.is_empty() { "none" } else { &names };
            Failure::usage(
                format!("there is no profile {name:?}; existing profiles: {existing}"),
                format!("Create it with `chat44mp config set {name}`."),
            )
        })
    }
}

fn unreadable(line: usize, path: &Path) -> Failure {
    Failure::usage(
        format!("line {line} of {} is invalid", path.display()),
        "A profile has base_url, api_key, proxy and ca_certs (strings), allow_http (true or false) and tables of \
        message_patterns.",
    )
}

/// The text of the file; empty if it does not exist. A pipe is allowed, but not an endless one.
fn read(path: &Path) -> Result<Zeroizing<String>, Failure> {
    let failed = |error: &io::Error| Failure::io(format_args!("read {}", path.display()), error);
    let mut text = Zeroizing::default();
    match fs::File::open(path).and_then(|file| file.take(MAX_BYTES + 1).read_to_string(&mut text)) {
        Ok(length) if length as u64 > MAX_BYTES => {
            Err(failed(&io::Error::new(io::ErrorKind::FileTooLarge, "the file is larger than 1 MiB")))
        }
        Ok(_) => check_private(path).map(|()| text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(text),
        Err(error) => Err(failed(&error)),
    }
}

/// Rejects a pipe or a device: replacing it would lose what it contains.
fn check_regular(path: &Path) -> Result<(), Failure> {
    match fs::metadata(path) {
        Ok(metadata) if !metadata.is_file() => Err(Failure::usage(
            format!("the profile file {} is not a regular file", path.display()),
            "Set CHAT44MP_CONFIG to the path of a file, or unset it.",
        )),
        _ => Ok(()),
    }
}

/// A profile as a TOML table.
fn table(profile: &Profile) -> Result<toml::Table, Failure> {
    toml::Table::try_from(profile)
        .map_err(|error| Failure::Io { message: format!("could not write the profiles: {error}") })
}

/// Locks the profiles against other processes. The lock is a separate file, because the profile file is replaced.
fn lock(path: &Path, printer: &Printer) -> io::Result<Option<Lock>> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    create_private(folder)?;
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let mut options = private();
    let file = Arc::new(options.write(true).create(true).truncate(false).open(name)?);
    match Lock::wait(&file) {
        Ok(lock) => Ok(Some(lock)),
        Err(error) => {
            printer.warn(&format!("the profile file cannot be locked against other processes: {error}"));
            Ok(None)
        }
    }
}

fn create_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

#[cfg(unix)]
fn check_private(path: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::PermissionsExt;
    let metadata =
        fs::metadata(path).map_err(|error| Failure::io(format_args!("read {}", path.display()), &error))?;
    if metadata.permissions().mode() & 0o077 == 0 {
        return Ok(());
    }
    Err(Failure::usage(
        format!("{} contains keys and is readable by others", path.display()),
        format!("Run: chmod 600 {}", path.display()),
    ))
}

/// On Windows, the permissions of the user's own directory protect the file.
#[cfg(not(unix))]
fn check_private(_: &Path) -> Result<(), Failure> {
    Ok(())
}
