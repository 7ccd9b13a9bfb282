//! Parts of the JSON schema of faults.

use chat44mp::Operation;
use schemars::{Schema, SchemaGenerator, json_schema};

/// The names of the operations: on the wire, and as calls of the SDK.
pub(super) fn operation(_: &mut SchemaGenerator) -> Schema {
    let names = Operation::all().flat_map(|operation| [operation.name(), operation.info().call]);
    json_schema!({ "type": "string", "enum": names.collect::<Vec<_>>() })
}

/// Text that may also be written as a number.
pub(super) fn text_or_number(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": ["string", "integer"] })
}
