//! Arguments that several commands have.

use std::fs;
use std::path::Path;

use chat44mp_emulator::Profile;
use clap::Args;
use clap::builder::PossibleValuesParser;

use crate::errors::Failure;

/// The profile; a string with this ID, because it replaces the global option of the same name.
#[derive(Args)]
pub(super) struct ProfileArgument {
    /// Behave like real servers, pitfalls included, or like the published reference [default: observed]
    #[arg(long, id = "profile", value_parser = PossibleValuesParser::new(["observed", "documented"]))]
    #[arg(value_name = "PROFILE")]
    profile: Option<String>,
}

impl ProfileArgument {
    pub(super) fn name(&self) -> Option<&str> {
        self.profile.as_deref()
    }

    pub(super) fn get(&self) -> Option<Profile> {
        let documented = |name| if name == "documented" { Profile::Documented } else { Profile::Observed };
        self.name().map(documented)
    }
}

/// Reads and parses a file.
pub(super) fn read<T, E: ToString>(
    path: &Path,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Result<T, Failure> {
    let name = path.display();
    let text = fs::read_to_string(path).map_err(|error| Failure::io(format_args!("read {name}"), &error))?;
    parse(&text)
        .map_err(|error| Failure::usage(format!("{name}: {}", error.to_string()), "Correct the file."))
}
