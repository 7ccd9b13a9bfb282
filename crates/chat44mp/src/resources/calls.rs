//! The calls by name, with arguments and results as JSON. Only with the feature `reflection`.

use schemars::{Schema, SchemaGenerator};
use serde_json::{Error, Map, Value};

use super::{
    ContactGroups, ContactUpdate, Contacts, Flows, Labels, NewContact, NewUser, Packages, Subscribers,
    UserFilter, UserUpdate, Users,
};
use crate::call::Call;
use crate::client::Client;
use crate::ids::{ContactId, FlowId, GroupId, LabelId, PageId, Psid, UserId};
use crate::interop::reflection::{Arguments, Inputs, parameters};
use crate::operation::{Access, Operation, OperationKind};

parameters!(ContactId, FlowId, GroupId, PageId, Psid, UserId, Vec<LabelId>);
parameters!(fields: ContactUpdate, NewContact, NewUser, UserFilter, UserUpdate);

/// A call of this SDK: a public method of a resource.
pub struct CallInfo {
    /// Its name, such as `contacts.get`.
    pub name: &'static str,
    /// Its documentation in Markdown; the first paragraph names its endpoints.
    pub docs: &'static str,
    /// How to make it by name. Streams and transfers of files have none.
    pub invocation: Option<Invocation>,
}

/// How to make a call with its arguments as JSON.
pub struct Invocation {
    /// Describes the arguments.
    pub describe: fn(&mut Inputs),
    /// Describes the result.
    pub result: fn(&mut SchemaGenerator) -> Schema,
    /// Makes the call; it returns its value as JSON.
    pub make: fn(&Client, &mut Arguments) -> Result<Call<Value>, Error>,
}

impl CallInfo {
    /// The calls of all resources, in the order of their definition.
    pub fn all() -> impl Iterator<Item = &'static CallInfo> {
        let resources = [
            Users::CALLS,
            Packages::CALLS,
            Subscribers::CALLS,
            Labels::CALLS,
            ContactGroups::CALLS,
            Contacts::CALLS,
            Flows::CALLS,
        ];
        resources.into_iter().flatten()
    }

    /// The call of that name.
    pub fn find(name: &str) -> Option<&'static CallInfo> {
        CallInfo::all().find(|call| call.name == name)
    }

    /// The operations of the endpoints that its documentation names.
    pub fn operations(&self) -> impl Iterator<Item = Operation> {
        let paragraph = self.docs.split("\n\n").next().unwrap_or_default();
        let endpoints =
            paragraph.split('`').filter(|code| code.starts_with("GET /") || code.starts_with("POST /"));
        endpoints.filter_map(|endpoint| Operation::from_name(endpoint.split('/').nth(1)?))
    }

    /// The effect of the call, and whether it can be repeated.
    pub fn kind(&self) -> OperationKind {
        let kinds: Vec<_> = self.operations().map(|operation| operation.info().kind).collect();
        match *kinds.as_slice() {
            [kind] => kind,
            // A call that looks before it creates is idempotent.
            _ if kinds.iter().any(|kind| kind.is_write()) => OperationKind::Set,
            _ => OperationKind::Read,
        }
    }

    /// The key that it requires.
    pub fn access(&self) -> Access {
        let is_for_admins = self.operations().any(|operation| operation.info().access == Access::Admin);
        if is_for_admins { Access::Admin } else { Access::Member }
    }
}

impl Client {
    /// The call of that name, such as `contacts.get`, with its arguments as JSON; it returns its value as JSON.
    #[doc(hidden)]
    pub fn invoke(&self, call: &str, arguments: Map<String, Value>) -> Result<Call<Value>, Error> {
        let invocation = CallInfo::find(call).and_then(|call| call.invocation.as_ref());
        let Some(Invocation { make, .. }) = invocation else {
            return Err(serde::de::Error::custom(format_args!("there is no call {call:?}")));
        };
        let mut arguments = Arguments::new(arguments);
        let call = make(self, &mut arguments)?;
        arguments.end()?;
        Ok(call)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_has_a_call() {
        for operation in Operation::all() {
            let info = operation.info();
            let call = CallInfo::find(info.call).unwrap_or_else(|| panic!("{}", info.call));
            assert_eq!(call.operations().collect::<Vec<_>>(), [operation], "{}", info.call);
            assert_eq!((call.kind(), call.access()), (info.kind, info.access), "{}", info.call);
        }
    }

    #[test]
    fn a_composite_call_has_the_kind_that_its_errors_report() {
        let provision = CallInfo::find("users.provision").unwrap();
        assert_eq!((provision.kind(), provision.access()), (OperationKind::Set, Access::Admin));
        assert_eq!(CallInfo::find("flows.rows").unwrap().kind(), OperationKind::Read);
    }

    #[test]
    fn describes_arguments_and_results() {
        let call = CallInfo::find("contacts.update").unwrap();
        let invocation = call.invocation.as_ref().unwrap();
        let mut inputs = Inputs::default();
        (invocation.describe)(&mut inputs);
        let schema = Value::from(inputs.into_schema());
        let names: Vec<_> = schema["properties"].as_object().unwrap().keys().collect();
        assert_eq!(names.len(), 5, "{schema}");
        assert_eq!(schema["required"], serde_json::json!(["contact_id"]));
        let expected = serde_json::json!({"type": "integer", "description": "A contact."});
        assert_eq!(schema["properties"]["contact_id"], expected);
        let result = crate::interop::reflection::result_schema(invocation.result);
        assert_eq!(result["enum"], serde_json::json!(["applied", "unchanged"]));
    }

    #[test]
    fn refuses_arguments_that_a_call_does_not_have() {
        let client = Client::builder("1-key").build().unwrap();
        let error = |call: &str, arguments: Value| {
            let arguments = arguments.as_object().unwrap().clone();
            client.invoke(call, arguments).map(drop).unwrap_err().to_string()
        };
        assert_eq!(error("contacts.get", serde_json::json!({})), "the argument `contact_id` is missing");
        assert_eq!(
            error("contacts.get", serde_json::json!({"contact_id": 1, "id": 2})),
            "there is no argument `id`; the arguments are: `contact_id`"
        );
        let unknown = error("contacts.update", serde_json::json!({"contact_id": 1, "e_mail": "a@x.io"}));
        assert!(unknown.contains("unknown field `e_mail`, expected one of `email`"), "{unknown}");
        assert_eq!(error("flows.export", serde_json::json!({})), "there is no call \"flows.export\"");
    }
}
