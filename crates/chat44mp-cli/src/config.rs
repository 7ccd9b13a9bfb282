//! The profile file: addresses and keys of installs, readable by its owner only.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chat44mp::ApiKey;
use chat44mp::files::{Lock, Output, private};
use etcetera::BaseStrategy;
use serde::{Deserialize, Serialize};
use toml_edit::DocumentMut;
use zeroize::Zeroizing;

use crate::errors::Failure;
use crate::output::Printer;
use crate::patterns::Pattern;
use crate::profile_edit;

/// The largest profile file that is read, in bytes.
const MAX_BYTES: u64 = 1024 * 1024;

/// All profiles, by name.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProfileFile {
    #[serde(default)]
    pub(crate) profiles: BTreeMap<String, Profile>,
}

/// One install and a key of it.
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
    pub(crate) message_patterns: Vec<Pattern>,
}

/// A key as the file holds it.
pub(crate) struct StoredKey(Zeroizing<String>);

impl StoredKey {
    pub(crate) fn new(key: Zeroizing<String>) -> StoredKey {
        StoredKey(key)
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    /// The key's end, to tell keys apart.
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
    /// Where the file is: `CHAT44MP_CONFIG`, or in the platform's directory for such files.
    pub(crate) fn path() -> Result<PathBuf, Failure> {
        if let Some(path) = env::var_os("CHAT44MP_CONFIG").filter(|path| !path.is_empty()) {
            return Ok(path.into());
        }
        let directories = etcetera::choose_base_strategy().map_err(|_| {
            Failure::usage("this user has no home directory", "Name the profile file in CHAT44MP_CONFIG.")
        })?;
        Ok(directories.config_dir().join("chat44mp").join("config.toml"))
    }

    /// Reads the file; no file is no profiles. One that others can read is refused: keys are in it.
    pub(crate) fn load() -> Result<ProfileFile, Failure> {
        let path = ProfileFile::path()?;
        ProfileFile::parse(&path, &read(&path)?)
    }

    /// Reads a file that is to be changed; only a regular file can be.
    pub(crate) fn load_to_change() -> Result<ProfileFile, Failure> {
        check_regular(&ProfileFile::path()?)?;
        ProfileFile::load()
    }

    /// Changes one profile, or removes it when `change` leaves none. Processes that do so at the same time wait for each
    /// other. The rest of the file stays as it is, comments included; it is written whole or not at all, for its owner only.
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
            // Only the place: the message itself quotes the file, and with it perhaps a key.
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
            let known = if names.is_empty() {
                "there are none yet".to_owned()
            } else {
                format!("there are: {names}")
            };
            Failure::usage(
                format!("there is no profile {name:?}; {known}"),
                format!("Make it with `chat44mp config set {name}`."),
            )
        })
    }
}

fn unreadable(line: usize, path: &Path) -> Failure {
    Failure::usage(
        format!("line {line} of {} cannot be read", path.display()),
        "A profile has base_url, api_key, proxy, ca_certs (texts in quotes), allow_http (true or false) and tables of \
         message_patterns.",
    )
}

/// The file's text; empty if there is none. It may come through a pipe, but not without end.
fn read(path: &Path) -> Result<Zeroizing<String>, Failure> {
    let failed = |error: &io::Error| Failure::io(format_args!("read {}", path.display()), error);
    let mut text = Zeroizing::default();
    match fs::File::open(path).and_then(|file| file.take(MAX_BYTES + 1).read_to_string(&mut text)) {
        Ok(length) if length as u64 > MAX_BYTES => {
            Err(failed(&io::Error::new(io::ErrorKind::FileTooLarge, "it is larger than 1 MiB")))
        }
        Ok(_) => check_private(path).map(|()| text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(text),
        Err(error) => Err(failed(&error)),
    }
}

/// Refuses to change what is no regular file: it can be written, but what was in it is lost.
fn check_regular(path: &Path) -> Result<(), Failure> {
    match fs::metadata(path) {
        Ok(metadata) if !metadata.is_file() => Err(Failure::usage(
            format!("the profile file {} is not a regular file", path.display()),
            "Name a file in CHAT44MP_CONFIG, or unset it.",
        )),
        _ => Ok(()),
    }
}

/// A profile as the keys and values of its table.
fn table(profile: &Profile) -> Result<toml::Table, Failure> {
    toml::Table::try_from(profile)
        .map_err(|error| Failure::Io { message: format!("could not write the profiles: {error}") })
}

/// Locks the profiles against other processes that change them, by a file beside the profile file: that one is replaced.
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
        format!("{} holds keys and can be read by others", path.display()),
        format!("Run: chmod 600 {}", path.display()),
    ))
}

/// Elsewhere the user's own directory keeps others out.
#[cfg(not(unix))]
fn check_private(_: &Path) -> Result<(), Failure> {
    Ok(())
}
