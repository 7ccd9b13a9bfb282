//! Calls by name, for data-driven tests. Only with the feature `testing`.

use serde::de::{DeserializeOwned, Error as _};
use serde_json::{Error, Map, Value};

use crate::call::Call;
use crate::client::Client;

/// The arguments of one call, by name.
pub(super) struct Arguments(Map<String, Value>);

impl Arguments {
    /// Removes and returns one argument.
    pub(super) fn take<T: DeserializeOwned>(&mut self, name: &str) -> Result<T, Error> {
        serde_json::from_value(self.0.remove(name).unwrap_or_default())
            .map_err(|error| Error::custom(format_args!("argument `{name}`: {error}")))
    }

    /// Removes and returns all remaining arguments as the fields of a struct.
    pub(super) fn take_rest<T: DeserializeOwned>(&mut self) -> Result<T, Error> {
        serde_json::from_value(std::mem::take(&mut self.0).into())
    }
}

/// Declares the methods of a resource that can be called by name: `method(argument: type, …; fields of a struct)`.
macro_rules! invocable {
    ($resource:ident: $($call:ident($($argument:ident: $kind:ty),* $(; $fields:ty)?);)*) => {
        impl $resource<'_> {
            #[allow(unused_variables, reason = "a resource may have only calls without arguments")]
            pub(super) fn invoke(
                &self,
                call: &str,
                arguments: &mut super::invoke::Arguments,
            ) -> Result<Call<serde_json::Value>, serde_json::Error> {
                match call {
                    $(stringify!($call) => Ok(self.$call(
                        $(arguments.take::<$kind>(stringify!($argument))?,)*
                        $(arguments.take_rest::<$fields>()?)?
                    ).into_json()),)*
                    _ => Err(serde::de::Error::custom("there is no such call")),
                }
            }
        }
    };
}
pub(super) use invocable;

impl Client {
    /// The call of that name, such as `contacts.get`, with its arguments as JSON; it returns its value as JSON.
    #[doc(hidden)]
    pub fn invoke(&self, call: &str, arguments: Map<String, Value>) -> Result<Call<Value>, Error> {
        let arguments = &mut Arguments(arguments);
        let (resource, method) = call.split_once('.').unwrap_or((call, ""));
        let invoked = match resource {
            "users" => self.users().invoke(method, arguments),
            "packages" => self.packages().invoke(method, arguments),
            "subscribers" => self.subscribers().invoke(method, arguments),
            "labels" => self.labels().invoke(method, arguments),
            "contact_groups" => self.contact_groups().invoke(method, arguments),
            "contacts" => self.contacts().invoke(method, arguments),
            "flows" => self.flows().invoke(method, arguments),
            _ => Err(Error::custom("there is no such resource")),
        }?;
        match arguments.0.keys().next() {
            None => Ok(invoked),
            Some(name) => Err(Error::custom(format_args!("{call} has no argument `{name}`"))),
        }
    }
}
