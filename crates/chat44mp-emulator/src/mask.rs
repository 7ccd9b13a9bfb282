//! How secrets are shown: a key by its last four characters, a password not at all.

/// A short key would be given away by its own end.
pub(crate) fn key(key: &str) -> String {
    let shown = if key.chars().count() >= 12 { key.char_indices().rev().nth(3) } else { None };
    format!("ApiKey(…{})", shown.map_or("", |(at, _)| &key[at..]))
}

/// A password, which may be empty.
pub(crate) fn password(is_set: bool) -> &'static str {
    if is_set { "***" } else { "" }
}
