//! The schemas of the document: responses from the core, parameters from their formats and limits.

use chat44mp::{Charset, Format, Operation, Parameter, User, reflection};
use heck::ToUpperCamelCase;
use regex_lite::Regex;
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

/// Collects the schemas of the document.
pub(super) struct Schemas {
    generator: SchemaGenerator,
    /// Those that are no model of the core.
    others: Map<String, Value>,
    /// Values of the schemas, by name: a property that one of them lacks is not required.
    values: Vec<(String, Value)>,
}

impl Schemas {
    pub(super) fn new() -> Schemas {
        let mut settings = SchemaSettings::draft2020_12();
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
        let mut others = Map::new();
        for (name, schema) in reflection::envelopes() {
            others.insert(name.to_owned(), schema.to_value());
        }
        Schemas { generator: settings.into_generator(), others, values: Vec::new() }
    }

    /// Adds a schema, and returns a reference to it.
    pub(super) fn add(&mut self, name: String, schema: Value) -> Value {
        let reference = json!({ "$ref": format!("#/components/schemas/{name}") });
        self.others.insert(name, schema);
        reference
    }

    /// The alternatives of a response with HTTP 200: the success, then the error. `examples` are successes.
    pub(super) fn response(&mut self, operation: Operation, examples: &[&Value]) -> Vec<Value> {
        let shape = reflection::response(operation, &mut self.generator).to_value();
        let alternatives = match shape.get("oneOf").and_then(Value::as_array) {
            Some(alternatives) => alternatives.clone(),
            None => vec![shape],
        };
        let mut named: Vec<Value> = Vec::new();
        for schema in alternatives {
            let is_plain = schema["properties"].as_object().is_some_and(|properties| properties.len() == 1);
            named.push(match schema["type"].as_str() {
                Some("object") if is_plain => self.add("Success".to_owned(), schema),
                Some("object") => {
                    let name = format!("{}Success", operation.name().to_upper_camel_case());
                    self.add(name, schema)
                }
                _ => schema,
            });
        }
        if let Some(success) = named.first() {
            let found = examples.iter().flat_map(|example| self.found(success, example));
            let found: Vec<_> = found.collect();
            self.values.extend(found);
        }
        named.extend(
            reflection::errors(operation)
                .iter()
                .map(|name| json!({ "$ref": format!("#/components/schemas/{name}") })),
        );
        named
    }

    /// The schemas that parts of a value have, and these parts.
    fn found(&self, schema: &Value, value: &Value) -> Vec<(String, Value)> {
        let mut found = Vec::new();
        if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
            found.push((name.to_owned(), value.clone()));
            let definition = self.others.get(name).or_else(|| self.generator.definitions().get(name));
            found.extend(definition.into_iter().flat_map(|schema| self.found(schema, value)));
        }
        for alternative in ["oneOf", "anyOf"].iter().filter_map(|key| schema[*key].as_array()).flatten() {
            let kind = if value.is_array() { "array" } else { "object" };
            if alternative["type"] == kind {
                found.extend(self.found(alternative, value));
            }
        }
        for (name, part) in value.as_object().into_iter().flatten() {
            let property = schema.get("properties").and_then(|properties| properties.get(name));
            let property = property.or(schema.get("additionalProperties"));
            found.extend(property.into_iter().flat_map(|schema| self.found(schema, part)));
        }
        for item in value.as_array().into_iter().flatten() {
            found.extend(schema.get("items").into_iter().flat_map(|schema| self.found(schema, item)));
        }
        found
    }

    /// All schemas by name.
    pub(super) fn into_components(mut self) -> Map<String, Value> {
        let mut schemas = self.others;
        let models = self.generator.take_definitions(true);
        // IDs have definitions, but their schemas on the wire do not refer to them.
        schemas.extend(models.into_iter().filter(|(_, schema)| schema["type"] == "object"));
        for (name, schema) in &mut schemas {
            let values: Vec<_> = self.values.iter().filter(|(other, _)| other == name).collect();
            tidy(schema, "");
            let properties: Vec<String> = schema["properties"]
                .as_object()
                .into_iter()
                .flatten()
                .map(|(name, _)| name.clone())
                .collect();
            let is_required = |name: &&String| values.iter().all(|(_, value)| value.get(*name).is_some());
            // An envelope says itself what it requires.
            let is_envelope = properties.iter().any(|name| name == "status") && name.ends_with("Success");
            if !values.is_empty() && !is_envelope {
                let required: Vec<_> = properties.iter().filter(is_required).collect();
                schema["required"] = json!(required);
            }
        }
        schemas.sort_keys();
        schemas
    }
}

/// Removes what is about the SDK: default values, names that differ on the wire, other members.
fn tidy(schema: &mut Value, key: &str) {
    match schema {
        Value::Object(fields) => {
            if key != "properties" {
                fields.remove("default");
            }
            fields.iter_mut().for_each(|(key, value)| tidy(value, key));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| tidy(item, key)),
        Value::String(text) if key == "description" => *text = about(text),
        _ => {}
    }
}

fn about(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = match Regex::new("; (`[a-z_]+`( elsewhere)? on the wire|see `[a-z_]+`)") {
        Ok(names) => names.replace_all(&text, "").into_owned(),
        Err(_) => text,
    };
    text.replace("User.MEMBER", User::MEMBER).replace("User.ADMIN", User::ADMIN)
}

/// The schema of a parameter.
pub(super) fn parameter(parameter: &Parameter) -> Value {
    let mut schema = match parameter.format {
        Format::Id => json!({ "type": "integer", "format": "int64", "minimum": 1 }),
        Format::Digits => json!({ "type": "string", "pattern": "^0*[1-9][0-9]*$" }),
        Format::DigitList => json!({ "type": "string", "pattern": "^0*[1-9][0-9]*(,0*[1-9][0-9]*)*$" }),
        Format::Email => json!({ "type": "string", "format": "idn-email" }),
        Format::Password => json!({ "type": "string", "format": "password", "minLength": 1 }),
        Format::Date => json!({ "type": "string", "format": "date" }),
        _ => json!({ "type": "string", "minLength": 1, "not": { "const": "0" } }),
    };
    if let Some(limit) = parameter.limit {
        schema["maxLength"] = limit.into();
    }
    if let Some(charset) = parameter.charset {
        schema["pattern"] = pattern(charset).into();
    }
    schema
}

/// The value of a parameter in an example.
pub(super) fn example(parameter: &Parameter, text: &str) -> Value {
    match (parameter.format, text.parse::<i64>()) {
        (Format::Id, Ok(id)) => id.into(),
        _ => text.into(),
    }
}

/// Texts of the characters of a set.
fn pattern(charset: Charset) -> String {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for code in 0..=0xFFFF {
        // Surrogates are no characters, but halves of those beyond, which no set contains.
        if char::from_u32(code).is_some_and(|character| charset.contains(character)) {
            match ranges.last_mut() {
                Some((_, last)) if *last + 1 == code => *last = code,
                _ => ranges.push((code, code)),
            }
        }
    }
    let class = ranges.iter().map(|(first, last)| match first == last {
        true => format!("\\u{first:04x}"),
        false => format!("\\u{first:04x}-\\u{last:04x}"),
    });
    format!("^[{}]*$", class.collect::<String>())
}
