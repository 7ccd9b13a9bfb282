//! The canary: a key and a password that must not appear anywhere.

use std::error::Error as StdError;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use aho_corasick::AhoCorasick;
use anyhow::Result;
use chat44mp::Error;
use tracing::Dispatch;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::MakeWriter;

/// Everything that is logged on a thread, at any level, by any crate.
#[derive(Clone, Default)]
pub(super) struct Logs(Arc<Mutex<Vec<u8>>>);

impl Logs {
    /// The subscriber that writes to these logs.
    pub(super) fn dispatch(&self) -> Dispatch {
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(LevelFilter::TRACE)
            .with_ansi(false)
            // Digits of a timestamp can match those of a key.
            .without_time()
            .with_writer(self.clone());
        Dispatch::new(subscriber.finish())
    }

    /// Removes and returns the text logged since the last call.
    pub(super) fn take(&self) -> String {
        let bytes = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl io::Write for Logs {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Logs {
    type Writer = Logs;

    fn make_writer(&'a self) -> Logs {
        self.clone()
    }
}

/// Every part of an error that could contain a secret.
pub(super) fn places(error: &Error) -> Vec<(&'static str, String)> {
    let mut places = vec![
        ("Display", format!("{error} {error:#}")),
        ("Debug", format!("{error:?} {error:#?}")),
        ("message", error.server_message().to_owned()),
        ("hint", error.hint().unwrap_or_default().to_owned()),
        ("body", error.body().unwrap_or_default().to_owned()),
        ("Serialize", serde_json::to_string(error).unwrap_or_default()),
    ];
    let mut cause = error.source();
    while let Some(source) = cause {
        places.push(("source", format!("{source} {source:?}")));
        cause = source.source();
    }
    places
}

/// Number of consecutive characters of a secret that must not appear.
const PART: usize = 6;

/// The secrets of which a part is in one of these texts, in any spelling.
pub(super) fn leaks(places: &[(&str, String)], secrets: &[(&str, &str)]) -> Result<Vec<String>> {
    let mut leaks = Vec::new();
    for (name, secret) in secrets {
        let characters: Vec<char> = secret.chars().collect();
        let parts = characters.windows(PART.min(characters.len())).map(String::from_iter);
        let spellings = parts.flat_map(|part| spellings(&part)).map(|spelling| spelling.to_lowercase());
        let spellings = AhoCorasick::new(spellings)?;
        let found = places.iter().filter(|(_, text)| spellings.is_match(&text.to_lowercase()));
        leaks.extend(found.map(|(place, _)| format!("{name} is in {place}")));
    }
    Ok(leaks)
}

/// The spellings of `text` by servers, and their Debug and JSON forms.
fn spellings(text: &str) -> Vec<String> {
    let each = |spell: &dyn Fn(char) -> String| text.chars().map(spell).collect::<String>();
    let form: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
    let html = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    let slashes = each(&|c| if "'\"\\".contains(c) { format!("\\{c}") } else { c.to_string() });
    let mut spellings = vec![
        text.to_owned(),
        form.replace('+', "%20"),
        form.replace('%', "%25"),
        form,
        html.replace('\'', "&#039;"),
        html.replace('\'', "\\&#039;").replace("&quot;", "\\&quot;"),
        html,
        text.replace('\'', "''"),
        text.replace('\'', "\\'"),
        slashes,
        each(&|c| format!("&#{};", u32::from(c))),
        each(&|c| format!("&#x{:x};", u32::from(c))),
        each(&|c| format!("\\u{:04x}", u32::from(c))),
    ];
    let printed: Vec<String> = spellings.iter().map(|spelling| format!("{spelling:?}")).collect();
    spellings.extend(printed.iter().map(|printed| printed[1..printed.len() - 1].to_owned()));
    spellings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faults::calls::PASSWORD;

    #[test]
    fn detects_the_canary_in_every_spelling() {
        for leak in [
            "password=K4n%26ri%27n+%22v0gel%22+%3C97%3E%2541",
            "PASSWORD=K4N&RI'N \"V0GEL\" <97>%41",
            r#"{"password":"K4n&ri'n \"v0gel\" <97>%41"}"#,
            "K4n&amp;ri&#039;n &quot;v0gel&quot; &lt;97&gt;%41",
            "login('K4n&ri\\\\'n...')",
            "&#118;&#48;&#103;&#101;&#108;&#34;",
            "ri''n \"",
        ] {
            let found = leaks(&[("log", leak.to_owned())], &[("the password", PASSWORD)]).unwrap();
            assert_eq!(found, ["the password is in log"], "{leak}");
        }
        let masked = [("log", "ApiKey(…rTyU)".to_owned())];
        assert!(leaks(&masked, &[("the key", "12-AbCdEfG1234567890QwErTyU")]).unwrap().is_empty());
    }

    #[test]
    fn captures_logs_of_every_level_and_crate() {
        let logs = Logs::default();
        // rustls uses the `log` crate. Another test may have set it up.
        let _ = super::super::capture_log_crate();
        tracing::dispatcher::with_default(&logs.dispatch(), || {
            tracing::trace!(target: "hyper", "one");
            log::trace!(target: "rustls::client", "two");
        });
        let text = logs.take();
        assert!(text.contains("one") && text.contains("two"), "{text}");
    }
}
