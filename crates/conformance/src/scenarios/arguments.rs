//! The arguments of a call, which are removed one by one so that unknown names are detected.

use anyhow::{Result, anyhow, ensure};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

pub(crate) struct Arguments(Map<String, Value>);

impl Arguments {
    pub(crate) fn new(arguments: Map<String, Value>) -> Arguments {
        Arguments(arguments)
    }

    /// Removes a required argument.
    pub(crate) fn take<T: DeserializeOwned>(&mut self, name: &str) -> Result<T> {
        self.find(name)?.ok_or_else(|| anyhow!("the argument {name:?} is missing"))
    }

    /// Removes an optional argument.
    pub(crate) fn find<T: DeserializeOwned>(&mut self, name: &str) -> Result<Option<T>> {
        let value = self.0.remove(name).filter(|value| !value.is_null());
        value
            .map(|value| {
                serde_json::from_value(value.clone())
                    .map_err(|error| anyhow!("the argument {name:?} is {value}: {error}"))
            })
            .transpose()
    }

    /// The arguments that were not taken, as options.
    pub(crate) fn rest<T: DeserializeOwned>(self) -> Result<T> {
        Ok(serde_json::from_value(Value::Object(self.0))?)
    }

    /// Fails if an argument is unused.
    pub(crate) fn end(self) -> Result<()> {
        let left: Vec<_> = self.0.keys().map(String::as_str).collect();
        ensure!(left.is_empty(), "unknown argument: {}", left.join(", "));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn rejects_missing_and_unknown_arguments() {
        let mut arguments =
            Arguments::new(json!({"id": 7, "name": null, "other": 1}).as_object().cloned().unwrap());
        assert_eq!(arguments.take::<i64>("id").unwrap(), 7);
        assert_eq!(arguments.find::<String>("name").unwrap(), None);
        assert!(arguments.take::<i64>("id").is_err());
        assert_eq!(arguments.end().unwrap_err().to_string(), "unknown argument: other");
    }

    #[test]
    fn a_wrong_type_names_the_argument() {
        let mut arguments = Arguments::new(json!({"id": "x"}).as_object().cloned().unwrap());
        assert!(
            arguments.take::<i64>("id").unwrap_err().to_string().starts_with("the argument \"id\" is \"x\"")
        );
    }
}
