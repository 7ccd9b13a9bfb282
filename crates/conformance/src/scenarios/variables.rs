//! The variables of scenarios: fixtures, saved values, and values of one run.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Map, Value};

/// A variable without a value.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Missing(pub(crate) String);

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "${} has no value", self.0)
    }
}

impl std::error::Error for Missing {}

/// The variables of a scenario.
#[derive(Debug, Clone, Default)]
pub(crate) struct Variables(BTreeMap<String, Value>);

impl Variables {
    /// Starts with the fixtures of the server under test.
    pub(crate) fn new(fixtures: impl IntoIterator<Item = (String, Value)>) -> Variables {
        Variables(fixtures.into_iter().collect())
    }

    pub(crate) fn set(&mut self, name: impl Into<String>, value: impl Into<Value>) {
        self.0.insert(name.into(), value.into());
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Replaces every `$name` and `${name}` in `template`.
    ///
    /// `$name` as a complete string is replaced by the value, of any type; `${name}` by its text, also within a string. Both can
    /// have a path into the value: `$contact.group_ids.0`.
    pub(crate) fn resolve(&self, template: &Value) -> Result<Value, Missing> {
        Ok(match template {
            Value::String(text) => self.resolve_text(text)?,
            Value::Array(items) => items.iter().map(|item| self.resolve(item)).collect::<Result<_, _>>()?,
            Value::Object(map) => Value::Object(self.resolve_map(map)?),
            other => other.clone(),
        })
    }

    pub(crate) fn resolve_map(&self, map: &Map<String, Value>) -> Result<Map<String, Value>, Missing> {
        map.iter().map(|(key, value)| Ok((self.fill(key)?, self.resolve(value)?))).collect()
    }

    fn resolve_text(&self, text: &str) -> Result<Value, Missing> {
        match text.strip_prefix('$').filter(|name| is_name(name)) {
            Some(name) => self.get(name).cloned(),
            None => self.fill(text).map(Value::String),
        }
    }

    /// Replaces every `${name}` in `text`.
    pub(crate) fn fill(&self, text: &str) -> Result<String, Missing> {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find("${") {
            let behind = &rest[at + 2..];
            let Some((name, after)) = behind.split_once('}').filter(|(name, _)| is_name(name)) else {
                filled.push_str(&rest[..at + 2]);
                rest = behind;
                continue;
            };
            filled.push_str(&rest[..at]);
            match self.get(name)? {
                Value::String(text) => filled.push_str(text),
                other => filled.push_str(&other.to_string()),
            }
            rest = after;
        }
        Ok(filled + rest)
    }

    fn get(&self, path: &str) -> Result<&Value, Missing> {
        let mut steps = path.split('.');
        let mut value = steps.next().and_then(|name| self.0.get(name));
        for step in steps {
            value = value.and_then(|value| match value {
                Value::Array(items) => step.parse::<usize>().ok().and_then(|at| items.get(at)),
                other => other.get(step),
            });
        }
        value.ok_or_else(|| Missing(path.to_owned()))
    }
}

/// Lower-case letters, digits, `_`, and dots in between; starts with a letter.
fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && !text.ends_with('.')
        && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.'))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn variables() -> Variables {
        let mut variables = Variables::new([("group".to_owned(), json!(276))]);
        variables.set("contact", json!({"id": 7, "group_ids": [276, 277]}));
        variables.set("word", "x1");
        variables
    }

    #[test]
    fn complete_strings_keep_the_type() {
        let variables = variables();
        assert_eq!(variables.resolve(&json!("$group")), Ok(json!(276)));
        assert_eq!(variables.resolve(&json!("$contact.group_ids.1")), Ok(json!(277)));
        assert_eq!(variables.resolve(&json!({"a": ["$contact.id"]})), Ok(json!({"a": [7]})));
    }

    #[test]
    fn braces_insert_text() {
        let variables = variables();
        assert_eq!(variables.resolve(&json!("${group}")), Ok(json!("276")));
        assert_eq!(variables.resolve(&json!("ada-${word}@x.org")), Ok(json!("ada-x1@x.org")));
        assert_eq!(variables.resolve(&json!("${group}${word}")), Ok(json!("276x1")));
        assert_eq!(variables.resolve(&json!({"${contact.id}": null})), Ok(json!({"7": null})));
    }

    #[test]
    fn keeps_other_dollar_signs() {
        let variables = variables();
        for text in ["$5", "a $group b", "^a$", "$", "${", "${}", "$Group", "US$"] {
            assert_eq!(variables.resolve(&json!(text)), Ok(json!(text)));
        }
        assert_eq!(variables.resolve(&json!({"$type": "int"})), Ok(json!({"$type": "int"})));
    }

    #[test]
    fn reports_a_variable_without_a_value() {
        assert_eq!(variables().resolve(&json!(["$other"])), Err(Missing("other".into())));
        assert_eq!(variables().resolve(&json!("${contact.name}")), Err(Missing("contact.name".into())));
    }
}
