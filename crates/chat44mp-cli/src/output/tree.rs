//! Any model as a tree that keeps the order of its fields, for tables and CSV.

use std::fmt;
use std::io;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Number;

/// JSON with its fields in order (`serde_json::Value` sorts them).
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    List(Vec<Node>),
    Record(Vec<(String, Node)>),
}

impl Node {
    pub(crate) fn of<T: Serialize>(value: &T) -> io::Result<Node> {
        Ok(serde_json::from_slice(&serde_json::to_vec(value)?)?)
    }

    /// The value as one line of text, lists joined by commas.
    pub(crate) fn text(&self) -> String {
        match self {
            Node::Null => String::new(),
            Node::Bool(value) => value.to_string(),
            Node::Number(number) => number.to_string(),
            Node::Text(text) => text.clone(),
            Node::List(items) if items.iter().all(Node::is_scalar) => {
                items.iter().map(Node::text).collect::<Vec<_>>().join(", ")
            }
            Node::List(_) | Node::Record(_) => serde_json::to_string(self).unwrap_or_default(),
        }
    }

    pub(crate) fn is_scalar(&self) -> bool {
        !matches!(self, Node::List(_) | Node::Record(_))
    }

    /// The rows of a list of records; `None` if it is anything else, or empty.
    pub(crate) fn rows(&self) -> Option<Vec<&[(String, Node)]>> {
        let Node::List(items) = self else { return None };
        let rows = items.iter().map(|item| match item {
            Node::Record(fields) => Some(fields.as_slice()),
            _ => None,
        });
        rows.collect::<Option<Vec<_>>>().filter(|rows| !rows.is_empty())
    }
}

/// A record's fields with those of records inside it, named `outer.inner`.
pub(crate) fn flattened(fields: &[(String, Node)]) -> Vec<(String, &Node)> {
    let mut flat = Vec::with_capacity(fields.len());
    for (name, value) in fields {
        match value {
            Node::Record(inner) => flat.extend(
                flattened(inner).into_iter().map(|(inner, value)| (format!("{name}.{inner}"), value)),
            ),
            _ => flat.push((name.clone(), value)),
        }
    }
    flat
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Node::Null => serializer.serialize_unit(),
            Node::Bool(value) => value.serialize(serializer),
            Node::Number(number) => number.serialize(serializer),
            Node::Text(text) => text.serialize(serializer),
            Node::List(items) => items.serialize(serializer),
            Node::Record(fields) => {
                let mut map = serializer.serialize_map(Some(fields.len()))?;
                for (name, value) in fields {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Nodes;

        impl<'de> Visitor<'de> for Nodes {
            type Value = Node;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }

            fn visit_unit<E>(self) -> Result<Node, E> {
                Ok(Node::Null)
            }

            fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
                Ok(Node::Bool(value))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
                Ok(Node::Number(value.into()))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
                Ok(Node::Number(value.into()))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
                Ok(Number::from_f64(value).map_or(Node::Null, Node::Number))
            }

            fn visit_str<E>(self, text: &str) -> Result<Node, E> {
                Ok(Node::Text(text.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = list.next_element()? {
                    items.push(item);
                }
                Ok(Node::List(items))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Node::Record(fields))
            }
        }

        deserializer.deserialize_any(Nodes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_keep_their_order() {
        let text = r#"{"z":1,"a":[true,null,"x"],"m":{"y":-2,"b":1.5}}"#;
        let node: Node = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&node).unwrap(), text);
    }

    #[test]
    fn records_inside_records_become_dotted_fields() {
        let Node::Record(fields) =
            serde_json::from_str(r#"{"user":{"id":7,"name":"Ada"},"result":"created"}"#).unwrap()
        else {
            panic!("no record")
        };
        let names: Vec<_> = flattened(&fields).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["user.id", "user.name", "result"]);
    }
}
