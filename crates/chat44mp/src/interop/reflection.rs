//! The arguments of a call as JSON, and their schemas. Used by `#[calls]`.

use std::collections::BTreeSet;

use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{DeserializeOwned, Error as _};
use serde_json::{Error, Map, Value, json};

/// The type of a parameter: one value, or a struct whose fields are arguments of their own.
pub trait Parameter: Sized {
    /// Removes and returns it.
    fn take(arguments: &mut Arguments, name: &str) -> Result<Self, Error>;

    /// Describes it.
    fn describe(inputs: &mut Inputs, name: &str);
}

/// The arguments of a call, by name.
pub struct Arguments {
    values: Map<String, Value>,
    /// The names of the arguments that were taken.
    taken: BTreeSet<String>,
}

impl Arguments {
    /// The arguments in a JSON object.
    pub fn new(values: Map<String, Value>) -> Arguments {
        Arguments { values, taken: BTreeSet::new() }
    }

    /// Removes and returns an argument.
    pub fn take<T: Parameter>(&mut self, name: &str) -> Result<T, Error> {
        T::take(self, name)
    }

    /// Removes and returns one value.
    pub fn value<T: DeserializeOwned>(&mut self, name: &str) -> Result<T, Error> {
        self.taken.insert(name.to_owned());
        match self.values.remove(name) {
            Some(value) => parsed(&value)
                .map_err(|error| Error::custom(format_args!("the argument `{name}` is invalid: {error}"))),
            None => Err(Error::custom(format_args!("the argument `{name}` is missing"))),
        }
    }

    /// Removes and returns all remaining arguments as the fields of a struct.
    pub fn rest<T: DeserializeOwned>(&mut self) -> Result<T, Error> {
        parsed(&std::mem::take(&mut self.values).into())
            .map_err(|error| Error::custom(format_args!("the arguments are invalid: {error}")))
    }

    /// Fails if an argument remains.
    pub fn end(self) -> Result<(), Error> {
        match self.values.keys().next() {
            None => Ok(()),
            Some(name) => {
                let known: Vec<_> = self.taken.iter().map(|name| format!("`{name}`")).collect();
                let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
                Err(Error::custom(format_args!("there is no argument `{name}`; the arguments are: {known}")))
            }
        }
    }
}

/// IDs are parsed from the text of JSON, which a parsed value no longer has.
fn parsed<T: DeserializeOwned>(value: &Value) -> Result<T, Error> {
    serde_json::from_str(&value.to_string())
}

/// The schema of the arguments of a call.
pub struct Inputs {
    generator: SchemaGenerator,
    properties: Map<String, Value>,
    required: Vec<Value>,
}

impl Default for Inputs {
    fn default() -> Inputs {
        let generator = inline(SchemaSettings::draft2020_12()).into_generator();
        Inputs { generator, properties: Map::new(), required: Vec::new() }
    }
}

impl Inputs {
    /// Adds an argument.
    pub fn add<T: Parameter>(&mut self, name: &str) {
        T::describe(self, name);
    }

    /// Adds one value.
    pub fn value<T: JsonSchema>(&mut self, name: &str) {
        let schema = standard(self.generator.subschema_for::<T>());
        self.properties.insert(name.to_owned(), schema.to_value());
        self.required.push(name.into());
    }

    /// Adds the fields of a struct.
    pub fn fields<T: JsonSchema>(&mut self) {
        let mut schema = standard(self.generator.subschema_for::<T>());
        if let Some(Value::Object(properties)) = schema.remove("properties") {
            self.properties.extend(properties);
        }
        if let Some(Value::Array(required)) = schema.remove("required") {
            self.required.extend(required);
        }
    }

    /// Removes an argument.
    pub fn remove(&mut self, name: &str) {
        self.properties.remove(name);
    }

    /// The schema of an object with these arguments and no others.
    pub fn into_schema(self) -> Map<String, Value> {
        let Inputs { properties, required, .. } = self;
        let mut schema = Map::from_iter([("type".to_owned(), json!("object"))]);
        schema.insert("properties".to_owned(), properties.into());
        if !required.is_empty() {
            schema.insert("required".to_owned(), required.into());
        }
        schema.insert("additionalProperties".to_owned(), false.into());
        schema
    }
}

/// The schema of a result.
pub fn result_schema(describe: fn(&mut SchemaGenerator) -> Schema) -> Value {
    let mut generator = inline(SchemaSettings::draft2020_12().for_serialize()).into_generator();
    standard(describe(&mut generator)).to_value()
}

/// Without references, so that each schema stands on its own.
fn inline(mut settings: SchemaSettings) -> SchemaSettings {
    settings.inline_subschemas = true;
    settings.meta_schema = None;
    settings
}

/// Removes formats that are not in the standard, such as `int64`: validators warn of them.
fn standard(mut schema: Schema) -> Schema {
    let mut remove = RecursiveTransform(|schema: &mut Schema| {
        if schema.get("format").is_some_and(|format| format != "date") {
            schema.remove("format");
        }
    });
    remove.transform(&mut schema);
    schema
}

/// Declares types of parameters that are one value, or structs whose fields are arguments of their own.
macro_rules! parameters {
    (fields: $($type:ty),+ $(,)?) => {$(
        impl $crate::interop::reflection::Parameter for $type {
            fn take(
                arguments: &mut $crate::interop::reflection::Arguments,
                _name: &str,
            ) -> Result<Self, serde_json::Error> {
                arguments.rest()
            }

            fn describe(inputs: &mut $crate::interop::reflection::Inputs, _name: &str) {
                inputs.fields::<$type>();
            }
        }
    )+};
    ($($type:ty),+ $(,)?) => {$(
        impl $crate::interop::reflection::Parameter for $type {
            fn take(
                arguments: &mut $crate::interop::reflection::Arguments,
                name: &str,
            ) -> Result<Self, serde_json::Error> {
                arguments.value(name)
            }

            fn describe(inputs: &mut $crate::interop::reflection::Inputs, name: &str) {
                inputs.value::<$type>(name);
            }
        }
    )+};
}
pub(crate) use parameters;

parameters!(String);
