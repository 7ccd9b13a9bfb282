//! Message patterns of translated servers: `--message-pattern`, or in a profile.

use chat44mp::{ErrorCode, ErrorKind, MessagePattern};
use serde::{Deserialize, Serialize};

/// A pattern as the user writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pattern {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    operation: Option<String>,
    text: String,
    code: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kind: Option<Kind>,
}

/// The kind of an error, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
struct Kind(ErrorKind);

impl TryFrom<String> for Kind {
    type Error = String;

    fn try_from(name: String) -> Result<Kind, String> {
        let known = ErrorCode::ALL.iter().map(|info| info.kind).find(|kind| kind.as_str() == name);
        known.map(Kind).ok_or_else(|| format!("unknown error kind {name:?}"))
    }
}

impl Serialize for Kind {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.as_str())
    }
}

impl Pattern {
    /// Parses an argument.
    pub(crate) fn parse(text: &str) -> Result<Pattern, String> {
        serde_json::from_str(text).map_err(|error| {
            format!(r#"{error}; expected JSON such as {{"text": "Il gruppo {{n}} non esiste", "code": "group_not_found"}}"#)
        })
    }
}

impl From<Pattern> for MessagePattern {
    fn from(Pattern { operation, text, code, kind }: Pattern) -> MessagePattern {
        MessagePattern { operation, text, code: ErrorCode::custom(code), kind: kind.map(|Kind(kind)| kind) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_json() {
        let text = r#"{"operation":"get_contact","text":"Limite","code":"limit","kind":"precondition"}"#;
        let pattern = Pattern::parse(text).unwrap();
        assert_eq!(serde_json::to_string(&pattern).unwrap(), text);
        for text in ["", "Limite", r#"{"text":"x"}"#, r#"{"text":"x","code":"y","kind":"z"}"#] {
            assert!(Pattern::parse(text).is_err(), "{text}");
        }
    }
}
