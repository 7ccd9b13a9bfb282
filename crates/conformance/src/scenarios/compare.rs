//! Compares actual values with those that a scenario expects.

use jiff::civil::{Date, DateTime};
use regex_lite::Regex;
use serde_json::{Map, Number, Value};

/// Every difference between `expected` and `actual`, each with its path; none means a match.
///
/// A mapping matches partially: other keys of the actual value are ignored, and a null may be missing. A list must have the
/// same length and order. A mapping whose keys begin with `$` is a matcher.
pub(crate) fn differences(path: &str, expected: &Value, actual: &Value) -> Vec<String> {
    let mut found = Vec::new();
    walk(path, expected, actual, &mut found);
    found
}

/// [`differences`] for an error, whose expected `server_message` is a regular expression.
pub(crate) fn error_differences(path: &str, expected: &Map<String, Value>, actual: &Value) -> Vec<String> {
    let mut expected = expected.clone();
    if let Some(message) = expected.get_mut("server_message").filter(|message| message.is_string()) {
        *message = serde_json::json!({ "$matches": message.take() });
    }
    differences(path, &Value::Object(expected), actual)
}

/// Whether a mapping is a matcher, such as `{$type: int}`.
pub(crate) fn is_matcher(map: &Map<String, Value>) -> bool {
    map.keys().any(|key| key.starts_with('$') && !key.starts_with("${"))
}

/// Validates the matchers inside `expected` when scenarios are loaded, because an invalid matcher might never fail.
pub(crate) fn check_matchers(expected: &Value) -> Result<(), String> {
    match expected {
        Value::Array(items) => items.iter().try_for_each(check_matchers),
        Value::Object(map) if is_matcher(map) => {
            map.iter().try_for_each(|(name, argument)| check_matcher(name, argument))
        }
        Value::Object(map) => map.values().try_for_each(check_matchers),
        _ => Ok(()),
    }
}

const TYPES: [&str; 8] = ["int", "text", "number", "bool", "date", "datetime", "list", "map"];

fn check_matcher(name: &str, argument: &Value) -> Result<(), String> {
    let valid = match name {
        "$type" => argument.as_str().is_some_and(|name| TYPES.contains(&name)),
        "$length" => argument.is_u64(),
        "$matches" => argument.as_str().is_some_and(|pattern| Regex::new(pattern).is_ok()),
        "$contains" | "$not" => return check_matchers(argument),
        _ => return Err(format!("there is no matcher {name}")),
    };
    if valid { Ok(()) } else { Err(format!("{name} cannot be {argument}")) }
}

fn walk(path: &str, expected: &Value, actual: &Value, found: &mut Vec<String>) {
    let differ = |found: &mut Vec<String>| {
        found.push(format!("{path}: expected {}, got {}", show(expected), show(actual)))
    };
    match (expected, actual) {
        (Value::Object(matcher), _) if is_matcher(matcher) => {
            for (name, argument) in matcher {
                if let Some(problem) = mismatch(name, argument, actual) {
                    found.push(format!("{path}: {problem}, got {}", show(actual)));
                }
            }
        }
        (Value::Object(expected), Value::Object(actual)) => {
            for (key, expected) in expected {
                walk(&format!("{path}.{key}"), expected, actual.get(key).unwrap_or(&Value::Null), found);
            }
        }
        (Value::Array(expected), Value::Array(items)) if expected.len() == items.len() => {
            for (at, (expected, item)) in expected.iter().zip(items).enumerate() {
                walk(&format!("{path}[{at}]"), expected, item, found);
            }
        }
        (Value::Array(expected), Value::Array(items)) => found.push(format!(
            "{path}: expected a list of {}, got a list of {}: {}",
            expected.len(),
            items.len(),
            show(actual)
        )),
        (Value::Number(expected), Value::Number(actual)) => {
            // 1 is 1.0, but through a float two large integers could look the same.
            let whole = |number: &Number| number.is_i64() || number.is_u64();
            let exact = whole(expected) && whole(actual);
            if exact && expected != actual || expected.as_f64() != actual.as_f64() {
                differ(found);
            }
        }
        _ if expected != actual => differ(found),
        _ => {}
    }
}

/// Why `actual` does not satisfy one matcher.
fn mismatch(name: &str, argument: &Value, actual: &Value) -> Option<String> {
    let matches = match (name, argument) {
        ("$type", Value::String(name)) => has_type(name, actual),
        ("$length", _) => length(actual).is_some_and(|length| Some(length as u64) == argument.as_u64()),
        ("$matches", Value::String(pattern)) => {
            let Ok(pattern) = Regex::new(pattern) else {
                return Some(format!("{pattern:?} is not a regular expression"));
            };
            actual.as_str().is_some_and(|text| pattern.is_match(text))
        }
        ("$contains", Value::String(part)) if actual.is_string() => {
            actual.as_str().is_some_and(|text| text.contains(part.as_str()))
        }
        ("$contains", Value::Array(parts)) => actual.as_array().is_some_and(|items| {
            parts.iter().all(|part| items.iter().any(|item| differences("", part, item).is_empty()))
        }),
        ("$contains", part) => actual
            .as_array()
            .is_some_and(|items| items.iter().any(|item| differences("", part, item).is_empty())),
        ("$not", unwanted) => !differences("", unwanted, actual).is_empty(),
        _ => return Some(format!("there is no matcher {name}: {argument}")),
    };
    (!matches).then(|| format!("expected {{{name}: {}}}", show(argument)))
}

fn has_type(name: &str, actual: &Value) -> bool {
    match name {
        "int" => actual.is_i64() || actual.is_u64(),
        "number" => actual.is_number(),
        "text" => actual.is_string(),
        "bool" => actual.is_boolean(),
        "list" => actual.is_array(),
        "map" => actual.is_object(),
        "date" => actual.as_str().is_some_and(|text| text.len() == 10 && text.parse::<Date>().is_ok()),
        "datetime" => {
            actual.as_str().is_some_and(|text| text.contains('T') && text.parse::<DateTime>().is_ok())
        }
        _ => false,
    }
}

fn length(actual: &Value) -> Option<usize> {
    match actual {
        Value::String(text) => Some(text.chars().count()),
        Value::Array(items) => Some(items.len()),
        Value::Object(map) => Some(map.len()),
        _ => None,
    }
}

/// Formats a value as one short line.
pub(crate) fn show(value: &Value) -> String {
    const LIMIT: usize = 300;
    let mut text = value.to_string();
    if let Some((end, _)) = text.char_indices().nth(LIMIT) {
        text.truncate(end);
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_difference_names_its_path() {
        let found =
            differences("value", &json!({"user": {"ids": [1, 2]}}), &json!({"user": {"ids": [1, 3]}}));
        assert_eq!(found, ["value.user.ids[1]: expected 2, got 3"]);
        let found = differences("value", &json!([1]), &json!([]));
        assert_eq!(found, ["value: expected a list of 1, got a list of 0: []"]);
    }

    #[test]
    fn compares_as_the_runners_of_all_languages_do() {
        let cases = include_str!("../../../../tests/matchers.json");
        let cases: Vec<Map<String, Value>> = serde_json::from_str(cases).unwrap();
        for case in cases {
            let found = match case.get("error").and_then(Value::as_object) {
                Some(error) => error_differences("error", error, &case["actual"]),
                None => differences("value", &case["expected"], &case["actual"]),
            };
            assert_eq!(Value::Bool(found.is_empty()), case["matches"], "{case:?}: {found:?}");
            assert_eq!(case.get("expected").map_or(Ok(()), check_matchers), Ok(()), "{case:?}");
        }
    }

    #[test]
    fn rejects_invalid_matchers() {
        for matcher in [
            json!({"$typ": "int"}),
            json!({"$type": "integer"}),
            json!({"$length": "2"}),
            json!({"$matches": "("}),
            json!([{"a": {"$not": {"$typ": 1}}}]),
            json!({"$contains": {"a": {"$typ": 1}}}),
            json!({"$type": "int", "other": 1}),
        ] {
            assert!(check_matchers(&matcher).is_err(), "{matcher}");
        }
    }

    #[test]
    fn the_message_of_an_error_is_a_pattern() {
        let actual =
            json!({"code": "missing_value", "server_message": "email is empty; give one", "outcome": null});
        let expected =
            |message: &str| json!({"server_message": message, "outcome": null}).as_object().cloned().unwrap();
        assert!(error_differences("error", &expected("^email .* give"), &actual).is_empty());
        assert_eq!(
            error_differences("error", &expected("phone"), &actual),
            [r#"error.server_message: expected {$matches: "phone"}, got "email is empty; give one""#]
        );
    }
}
