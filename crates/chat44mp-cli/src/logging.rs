//! Logs on stderr, without the key.

use std::io::{self, IsTerminal, Write};
use std::sync::Arc;

use tracing_subscriber::filter::EnvFilter;
use zeroize::Zeroizing;

use crate::errors::Failure;
use crate::options::OutputOptions;
use crate::output::terminal;

/// Starts logging at the level of `--verbose` or `CHAT44MP_LOG`; warnings by default.
pub(crate) fn start(options: &OutputOptions, key: &str) -> Result<(), Failure> {
    let variable = std::env::var("CHAT44MP_LOG").ok().filter(|text| !text.trim().is_empty());
    let directives = match (options.verbose, &variable) {
        (0, None) if options.quiet => "chat44mp=error".to_owned(),
        (0, None) => "chat44mp=warn".to_owned(),
        (0, Some(text)) if text.contains(['=', ',']) => text.clone(),
        (0, Some(level)) => format!("chat44mp={}", level.trim()),
        (1, _) => "chat44mp=debug".to_owned(),
        (_, _) => "chat44mp=trace".to_owned(),
    };
    let filter = EnvFilter::builder().parse(&directives).map_err(|_| {
        Failure::usage(
            format!("CHAT44MP_LOG is {:?}, which is not a log level", variable.unwrap_or_default()),
            "Use error, warn, info, debug or trace.",
        )
    })?;
    let key = Arc::new(Zeroizing::new(key.to_owned()));
    let colors = io::stderr().is_terminal()
        && anstream::AutoStream::choice(&io::stderr()) != anstream::ColorChoice::Never;
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(colors)
        .without_time()
        .with_writer(move || Scrubbed { key: Arc::clone(&key) })
        .try_init()
        .map_err(|error| Failure::Io { message: format!("could not start logging: {error}") })
}

/// Removes the key from what is logged. Our library never logs the key, but another library might.
struct Scrubbed {
    key: Arc<Zeroizing<String>>,
}

impl Write for Scrubbed {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        // The formatter writes one event per call.
        let text = String::from_utf8_lossy(line);
        let clean =
            if self.key.is_empty() { text } else { text.replace(self.key.as_str(), "[secret]").into() };
        let mut out = terminal::stderr();
        out.write_all(clean.as_bytes())?;
        out.flush()?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
