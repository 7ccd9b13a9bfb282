//! The default log of clients without a logger: standard error, enabled by `CHAT44MP_LOG`.

use crate::events::Level;

/// The environment variable with the lowest level that is logged to standard error.
pub const LOG_VARIABLE: &str = "CHAT44MP_LOG";

/// Writes log lines to standard error.
#[derive(Debug, Clone, Copy)]
pub struct StderrLog {
    min_level: Level,
}

impl StderrLog {
    /// Parses the value of [`LOG_VARIABLE`]: `debug`, `info` or `warn`, in any case.
    pub fn from_variable(value: Option<&str>) -> Option<StderrLog> {
        Level::from_word(&value?.to_lowercase()).map(|min_level| StderrLog { min_level })
    }

    /// Writes a line. This can block, so it must not run on the I/O thread.
    pub fn write(self, level: Level, line: &str) {
        if level >= self.min_level {
            eprintln!("chat44mp {level}: {line}");
        }
    }
}
