//! The default log of clients without a logger: standard error, enabled by `CHAT44MP_LOG`.

use std::env;
use std::io::{self, Write};
use std::sync::OnceLock;

use crate::events::Level;

/// The environment variable with the lowest level that is logged to standard error.
const VARIABLE: &str = "CHAT44MP_LOG";

/// Parses the value of `CHAT44MP_LOG`: `debug`, `info` or `warn`, in any case; `None` if it is empty. The error is a message for
/// the user.
pub fn log_level(value: &str) -> Result<Option<Level>, String> {
    match value.trim().to_lowercase().as_str() {
        "" => Ok(None),
        "warning" => Ok(Some(Level::Warn)),
        word => Level::from_word(word).map(Some).ok_or_else(|| {
            format!("{VARIABLE} is {value:?}, so nothing is logged; set it to debug, info or warn")
        }),
    }
}

/// Writes log lines to standard error.
#[derive(Debug, Clone, Copy)]
pub struct StderrLog {
    min_level: Level,
}

impl StderrLog {
    /// The log that `CHAT44MP_LOG` enables. Its value is read once; if it is not a level, standard error says so.
    pub fn from_environment() -> Option<StderrLog> {
        static LOG: OnceLock<Option<StderrLog>> = OnceLock::new();
        *LOG.get_or_init(|| {
            let value = env::var_os(VARIABLE)?;
            match log_level(&value.to_string_lossy()) {
                Ok(level) => level.map(|min_level| StderrLog { min_level }),
                Err(message) => {
                    write(Level::Warn, &message);
                    None
                }
            }
        })
    }

    /// Writes a line. This can block, so it must not run on the I/O thread.
    pub fn write(self, level: Level, line: &str) {
        if level >= self.min_level {
            write(level, line);
        }
    }
}

fn write(level: Level, line: &str) {
    // A closed standard error is not an error of the program.
    let _ = writeln!(io::stderr(), "chat44mp {level}: {line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_levels() {
        for (value, level) in [
            ("", None),
            (" ", None),
            ("debug", Some(Level::Debug)),
            ("Info", Some(Level::Info)),
            (" warn\n", Some(Level::Warn)),
            ("WARNING", Some(Level::Warn)),
        ] {
            assert_eq!(log_level(value), Ok(level), "{value:?}");
        }
    }

    #[test]
    fn an_unknown_level_is_named() {
        for unknown in ["bogus", "1", "chat44mp=debug"] {
            let message = log_level(unknown).unwrap_err();
            assert_eq!(
                message,
                format!("CHAT44MP_LOG is \"{unknown}\", so nothing is logged; set it to debug, info or warn")
            );
        }
    }
}
