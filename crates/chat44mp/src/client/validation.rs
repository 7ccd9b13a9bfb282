//! What the values of options can be.

use crate::error::Error;
use crate::language::Language;
use crate::options::invalid_option;

/// Validates a number that is at least 1.
pub(super) fn positive(name: &'static str, number: usize, largest: usize) -> Result<usize, Error> {
    match number {
        number if (1..=largest).contains(&number) => Ok(number),
        _ => Err(invalid_option(name, "must be at least 1")),
    }
}

/// The User-Agent header of a package of the SDK.
pub(super) fn user_agent(suffix: Option<&str>) -> Result<String, Error> {
    let product = format!("chat44mp-{}/{}", Language::current().as_str(), env!("CARGO_PKG_VERSION"));
    match suffix {
        None => Ok(product),
        Some(suffix) if suffix.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) => {
            Ok(format!("{product} {}", suffix.trim()))
        }
        Some(_) => Err(invalid_option("user_agent_suffix", "must be printable ASCII, such as my-crm/1.2")),
    }
}
