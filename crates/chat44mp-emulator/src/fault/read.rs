//! Faults from YAML or JSON, with complaints that name the field.

use chat44mp::Operation;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::{Fault, FaultKind, Position};

impl<'de> Deserialize<'de> for Fault {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut fields = Fields(Map::deserialize(deserializer)?);
        let fault = fields.fault().map_err(D::Error::custom)?;
        Ok(fault)
    }
}

/// The fields of a fault, taken one by one so that every complaint can name its field.
struct Fields(Map<String, Value>);

impl Fields {
    fn fault(&mut self) -> Result<Fault, String> {
        let operation = match self.optional::<String>("operation")? {
            Some(name) => {
                Some(Operation::from_name(&name).ok_or_else(|| format!("operation: there is no {name:?}"))?)
            }
            None => None,
        };
        let nth = self.optional("nth")?;
        if nth == Some(0) {
            return Err("nth: requests are counted from 1".to_owned());
        }
        let probability = self.optional("probability")?;
        if probability.is_some_and(|share| !(0.0..=1.0).contains(&share)) {
            return Err("probability: must be from 0 to 1".to_owned());
        }
        let times = self.optional("times")?;
        let seed = self.optional("seed")?.unwrap_or_default();
        let at: Position = self.optional("at")?.unwrap_or_default();
        // YAML reads the name of this kind as nothing, unless it is quoted.
        let name = match self.0.get("kind") {
            Some(Value::Null) => {
                self.0.remove("kind");
                "null".to_owned()
            }
            _ => self.required("kind")?,
        };
        let kind = self.kind(&name)?;
        if let Some(field) = self.0.keys().next() {
            return Err(format!("{field}: a fault of kind {name:?} has no such field"));
        }
        if at == Position::During
            && !matches!(operation, Some(Operation::CreateLabel | Operation::AssignLabel))
        {
            return Err(
                "at: only create_label and assign_label have a \"during\"; name one as operation".to_owned()
            );
        }
        if kind == FaultKind::HttpsRefresh && at != Position::Before {
            return Err("at: https_refresh is answered before anything is done".to_owned());
        }
        Ok(Fault { operation, nth, times, probability, seed, at, kind })
    }

    fn kind(&mut self, name: &str) -> Result<FaultKind, String> {
        Ok(match name {
            "reset" => FaultKind::Reset,
            "hang" => FaultKind::Hang,
            "latency" => FaultKind::Latency { ms: self.required("ms")? },
            "truncate" => FaultKind::Truncate { bytes: self.required("bytes")? },
            "short_json" => FaultKind::ShortJson { bytes: self.required("bytes")? },
            "drip" => FaultKind::Drip { bytes: self.drops()?, every_ms: self.required("every_ms")? },
            "stall" => FaultKind::Stall { bytes: self.required("bytes")? },
            "rate_limit" => FaultKind::RateLimit {
                retry_after: self.text("retry_after")?,
                retry_after_ms: self.text("retry_after_ms")?,
            },
            "status" => {
                FaultKind::Status { status: self.status()?, body: self.optional("body")?.unwrap_or_default() }
            }
            "html" => FaultKind::Html,
            "php_warning" => FaultKind::PhpWarning,
            "bom" => FaultKind::Bom,
            "empty" => FaultKind::Empty,
            "null" => FaultKind::Null,
            "gzip_bomb" => FaultKind::GzipBomb { mib: self.required("mib")? },
            "oversized" => FaultKind::Oversized { mib: self.required("mib")? },
            "deep" => FaultKind::Deep { levels: self.required("levels")? },
            "redirect" => {
                FaultKind::Redirect { status: self.status()?, location: self.required("location")? }
            }
            "wrong_length" => FaultKind::WrongLength,
            "https_refresh" => FaultKind::HttpsRefresh,
            "garbage" => FaultKind::Garbage,
            "error" => FaultKind::Error { message: self.required("message")? },
            "body" => FaultKind::Body {
                body: self.required("body")?,
                status: self.status_or_200()?,
                content_type: self.content_type()?,
            },
            "echo" => FaultKind::Echo {
                body: self.required("body")?,
                spelling: self.optional("spelling")?.unwrap_or_default(),
                status: self.status_or_200()?,
                content_type: self.content_type()?,
            },
            "drip_page" => FaultKind::DripPage {
                status: self.status()?,
                bytes: self.drops()?,
                every_ms: self.required("every_ms")?,
            },
            "long_message" => FaultKind::LongMessage { mib: self.required("mib")? },
            "race" => FaultKind::Race {
                requests: self.optional("requests")?.unwrap_or(2),
                ms: self.optional("ms")?.unwrap_or(2000),
            },
            _ => return Err(format!("kind: there is no fault {name:?}")),
        })
    }

    fn optional<T: for<'a> Deserialize<'a>>(&mut self, field: &str) -> Result<Option<T>, String> {
        match self.0.remove(field) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => {
                serde_json::from_value(value).map(Some).map_err(|error| format!("{field}: {error}"))
            }
        }
    }

    fn required<T: for<'a> Deserialize<'a>>(&mut self, field: &str) -> Result<T, String> {
        self.optional(field)?.ok_or_else(|| format!("{field}: missing"))
    }

    /// Text that may be written as a bare number.
    fn text(&mut self, field: &str) -> Result<Option<String>, String> {
        match self.optional(field)? {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(Value::Number(number)) => Ok(Some(number.to_string())),
            Some(_) => Err(format!("{field}: must be text")),
        }
    }

    fn drops(&mut self) -> Result<u64, String> {
        match self.required("bytes")? {
            0 => Err("bytes: at least one byte must drip".to_owned()),
            bytes => Ok(bytes),
        }
    }

    fn content_type(&mut self) -> Result<String, String> {
        Ok(self.optional("content_type")?.unwrap_or_else(|| "application/json".to_owned()))
    }

    fn status_or_200(&mut self) -> Result<u16, String> {
        if self.0.contains_key("status") { self.status() } else { Ok(200) }
    }

    fn status(&mut self) -> Result<u16, String> {
        let status = self.required("status")?;
        if (200..=599).contains(&status) {
            Ok(status)
        } else {
            Err("status: must be from 200 to 599".to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(yaml: &str) -> Result<Fault, String> {
        serde_saphyr::from_str(yaml).map_err(|error| error.to_string())
    }

    #[test]
    fn every_kind_survives_writing_and_reading() {
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
            "{kind: status, status: 404, body: answer}",
            "{kind: reset, operation: create_label, at: during}",
        ] {
            let first = fault(yaml).unwrap();
            assert!(yaml.contains(first.kind.name()));
            let again: Fault = serde_json::from_value(serde_json::to_value(&first).unwrap()).unwrap();
            assert_eq!(first, again, "{yaml}");
        }
    }

    #[test]
    fn complaints_name_the_field() {
        for (yaml, expected) in [
            ("{kind: boom}", "kind: there is no fault \"boom\""),
            ("{nth: 1}", "kind: missing"),
            ("{kind: reset, bytes: 3}", "bytes: a fault of kind \"reset\" has no such field"),
            ("{kind: truncate}", "bytes: missing"),
            ("{kind: truncate, bytes: many}", "bytes: invalid type"),
            ("{kind: drip, bytes: 0, every_ms: 1}", "bytes: at least one"),
            ("{kind: status, status: 99}", "status: must be from 200 to 599"),
            ("{kind: reset, operation: get_all}", "operation: there is no \"get_all\""),
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
