//! Faults from YAML or JSON, with errors that name the field.

use chat44mp::Operation;
use serde::de::{Deserialize, Deserializer, Error as _};
use serde_json::{Map, Value, json};
use strum::VariantNames as _;

use super::{Fault, FaultKind, Position, fields};
use crate::error::FaultError;
use crate::lenient;

/// The fields that every kind of fault has: when it fires.
#[derive(serde::Deserialize)]
struct When {
    #[serde(default)]
    operation: Option<String>,
    #[serde(default, deserialize_with = "fields::nth")]
    nth: Option<u64>,
    #[serde(default)]
    times: Option<u64>,
    #[serde(default, deserialize_with = "fields::probability")]
    probability: Option<f64>,
    #[serde(default)]
    seed: u64,
    #[serde(default)]
    at: Position,
}

impl When {
    const FIELDS: [&str; 6] = ["operation", "nth", "times", "probability", "seed", "at"];
}

impl<'de> Deserialize<'de> for Fault {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(Map::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl Fault {
    /// Parses a fault or a list of faults from YAML or JSON.
    pub fn list_from_yaml(text: &str) -> Result<Vec<Fault>, FaultError> {
        let faults = match lenient::parse(text).map_err(FaultError::new)? {
            Value::Array(faults) => faults,
            fault @ Value::Object(_) => vec![fault],
            _ => return Err(FaultError::new("expected a fault or a list of faults")),
        };
        let fault = |(n, fault): (usize, Value)| {
            serde_json::from_value(fault).map_err(|error| FaultError::new(format!("fault {n}: {error}")))
        };
        faults.into_iter().enumerate().map(fault).collect()
    }
}

fn read(mut fields: Map<String, Value>) -> Result<Fault, String> {
    // A null field counts as missing, except `kind`: YAML reads the name of one kind as null.
    let name = match fields.remove("kind") {
        Some(Value::String(name)) => name,
        Some(Value::Null) => "null".to_owned(),
        Some(_) => return Err("kind: must be text".to_owned()),
        None => return Err(format!("kind: missing; pass one of {}", FaultKind::VARIANTS.join(", "))),
    };
    fields.retain(|_, value| !value.is_null());
    let (when, fields): (Map<_, _>, Map<_, _>) =
        fields.into_iter().partition(|(field, _)| When::FIELDS.contains(&field.as_str()));
    let kind = kind(&name, fields)?;
    let When { operation, nth, times, probability, seed, at } = from_value(when.into())?;
    let operation = match operation {
        Some(name) => Some(self::operation(&name)?),
        None => None,
    };
    if at == Position::During && !matches!(operation, Some(Operation::CREATE_LABEL | Operation::ASSIGN_LABEL))
    {
        let message = "at: only create_label and assign_label have a \"during\"; set one as `operation`";
        return Err(message.to_owned());
    }
    if kind == FaultKind::HttpsRefresh && at != Position::Before {
        return Err("at: https_refresh is sent before the request is handled".to_owned());
    }
    Ok(Fault { operation, nth, times, probability, seed, at, kind })
}

/// The operation with this name: on the wire, or as a call.
pub(crate) fn operation(name: &str) -> Result<Operation, String> {
    let called = || Operation::all().find(|operation| operation.info().call == name);
    Operation::from_name(name).or_else(called).ok_or_else(|| {
        format!(
            "operation: there is no operation {name:?}; pass one such as create_contact or contacts.create"
        )
    })
}

fn kind(name: &str, fields: Map<String, Value>) -> Result<FaultKind, String> {
    // A kind without fields is read from its name alone.
    match (from_value(name.into()), fields.keys().next()) {
        (Ok(kind), None) => Ok(kind),
        (Ok(_), Some(field)) => Err(format!("{field}: a fault of kind {name:?} has no such field")),
        (Err(_), _) => from_value(json!({name: fields})).map_err(|error| explain(name, &error)),
    }
}

/// The error of a kind's fields, which serde begins with their path.
fn explain(name: &str, error: &str) -> String {
    let Some(error) = error.strip_prefix(name).map(|error| error.trim_start_matches(['.', ':', ' '])) else {
        return format!("kind: {error}");
    };
    match error.strip_prefix("missing field `").and_then(|field| field.strip_suffix('`')) {
        Some(field) => format!("{field}: missing; a fault of kind {name:?} needs it"),
        None => error.to_owned(),
    }
}

fn from_value<T: for<'a> Deserialize<'a>>(value: Value) -> Result<T, String> {
    serde_path_to_error::deserialize(value).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(yaml: &str) -> Result<Fault, String> {
        serde_saphyr::from_str(yaml).map_err(|error| error.to_string())
    }

    #[test]
    fn reads_and_writes_every_kind() {
        for yaml in [
            "{kind: reset, operation: create_contact, nth: 1, times: 2, probability: 0.3, seed: 7, at: after}",
            "{kind: hang}",
            "{kind: latency, ms: 5}",
            "{kind: truncate, bytes: 5}",
            "{kind: short_json, bytes: 5}",
            "{kind: drip, bytes: 1, every_ms: 5}",
            "{kind: stall, bytes: 5}",
            "{kind: rate_limit}",
            "{kind: rate_limit, retry_after: 1, retry_after_ms: '250'}",
            "{kind: status, status: 503}",
            "{kind: status, status: 500, body: empty}",
            "{kind: html}",
            "{kind: php_warning}",
            "{kind: bom}",
            "{kind: empty}",
            "{kind: null}",
            "{kind: gzip_bomb, mib: 60}",
            "{kind: oversized, mib: 60}",
            "{kind: deep, levels: 1000}",
            "{kind: redirect, status: 302, location: 'https://example.org/'}",
            "{kind: wrong_length}",
            "{kind: https_refresh}",
            "{kind: garbage}",
            "{kind: error, message: Not now}",
            "{kind: body, body: '[]', status: 201, content_type: text/plain}",
            "{kind: echo, body: 'no [password]', spelling: html_hex, status: 500, content_type: text/html}",
            "{kind: drip_page, status: 502, bytes: 2, every_ms: 500}",
            "{kind: long_message, mib: 50}",
            "{kind: race}",
            "{kind: race, requests: 3, ms: 100}",
            "{kind: status, status: 404, body: response}",
            "{kind: reset, operation: create_label, at: during}",
            "{kind: reset, operation: labels.create, at: during}",
        ] {
            let first = fault(yaml).unwrap();
            assert!(yaml.contains(first.kind.name()));
            let again: Fault = serde_json::from_value(serde_json::to_value(&first).unwrap()).unwrap();
            assert_eq!(first, again, "{yaml}");
        }
    }

    #[test]
    fn errors_name_the_field() {
        for (yaml, expected) in [
            ("{kind: boom}", "kind: unknown variant `boom`"),
            ("{nth: 1}", "kind: missing; pass one of reset, hang, latency, "),
            ("{kind: reset, bytes: 3}", "bytes: a fault of kind \"reset\" has no such field"),
            ("{kind: truncate}", "bytes: missing; a fault of kind \"truncate\" needs it"),
            ("{kind: truncate, byte: 3}", "byte: unknown field `byte`, expected `bytes`"),
            ("{kind: truncate, bytes: many}", "bytes: invalid type"),
            ("{kind: drip, bytes: 0, every_ms: 1}", "bytes: must be at least 1"),
            ("{kind: status, status: 99}", "status: must be from 200 to 599"),
            (
                "{kind: reset, operation: get_all}",
                "operation: there is no operation \"get_all\"; pass one such as",
            ),
            ("{kind: reset, nth: 0}", "nth: requests are counted from 1"),
            ("{kind: reset, probability: 2}", "probability: must be from 0 to 1"),
            ("{kind: reset, at: later}", "at: unknown variant"),
            ("{kind: reset, at: during, operation: create_contact}", "at: only create_label"),
            ("{kind: https_refresh, at: after}", "at: https_refresh"),
        ] {
            let error = fault(yaml).unwrap_err();
            assert!(error.contains(expected), "{yaml}: {error}");
        }
    }
}
