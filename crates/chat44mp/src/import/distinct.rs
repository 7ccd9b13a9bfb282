//! Checks that the files of an import are distinct.

use super::options::ImportOptions;
use crate::error::{Error, ErrorCode};
use crate::files::Identity;

/// Fails with `invalid_option` if `results` or `errors` is the source, or each other: by any path, symbolic link or hard
/// link.
pub(super) fn check(source: Option<&Identity>, options: &ImportOptions) -> Result<(), Error> {
    let at = |path: &Option<std::path::PathBuf>| path.as_deref().and_then(Identity::at);
    let (results, errors) = (at(&options.settings.results), at(&options.settings.errors));
    for (name, identity) in [("errors", &errors), ("results", &results)] {
        if identity.is_some() && identity.as_ref() == source {
            let message = format!("`{name}` is the imported file; pass another path");
            return Err(Error::invalid(ErrorCode::INVALID_OPTION, name, message));
        }
    }
    if results.is_some() && results == errors {
        let message = "`errors` and `results` are the same file; pass two paths";
        return Err(Error::invalid(ErrorCode::INVALID_OPTION, "errors", message));
    }
    Ok(())
}
