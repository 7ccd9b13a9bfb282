//! Replaces parts of generated code.

use anyhow::{Result, ensure};

/// Applies changes, each of generated code and its replacement. Fails if the generated code has changed; `file` is where to
/// update the changes.
pub(crate) fn patched<'a>(
    source: &str,
    changes: impl IntoIterator<Item = &'a (&'a str, &'a str)>,
    file: &str,
) -> Result<String> {
    let mut patched = source.to_owned();
    for (generated, replacement) in changes {
        ensure!(patched.contains(generated), "uniffi no longer generates {generated:?}: update {file}");
        patched = patched.replace(generated, replacement);
    }
    Ok(patched)
}

/// Changes each line without its indentation.
pub(crate) fn lines(source: &str, change: impl Fn(&str) -> String) -> String {
    let changed = source.lines().map(|line| {
        let text = line.trim_start();
        format!("{}{}\n", &line[..line.len() - text.len()], change(text))
    });
    changed.collect()
}
