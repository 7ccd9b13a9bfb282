//! The tools: one for each call, described by the library's own definitions.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use chat44mp::reflection::{CallInfo, Inputs, Invocation, result_schema};
use chat44mp::{Access, ExportReport, ImportReport, Language, OperationKind};
use rmcp::model::ToolAnnotations;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::answers::{AnswersInput, AnswersPage, ExportInput};
use super::{import, results};

/// Calls that change something and destroy nothing, although they can be repeated.
const ADDITIVE: [&str; 2] = ["labels.assign", "users.provision"];

/// A tool.
pub(super) struct Tool {
    /// The call, such as `contacts.create`.
    pub(super) call: &'static str,
    pub(super) kind: OperationKind,
    pub(super) access: Access,
    pub(super) action: Action,
    description: Cow<'static, str>,
    describe: fn(&mut Inputs),
    result: fn(&mut SchemaGenerator) -> Schema,
}

/// What a tool does.
pub(super) enum Action {
    Call(&'static Invocation),
    Answers,
    Export,
    DryRun,
    Import,
    Custom,
}

/// A call of an operation by its name on the wire.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CustomCall {
    /// Wire name of the operation, such as `get_contact`.
    pub(super) name: String,
    /// Parameters by their wire names, without the key.
    #[serde(default)]
    pub(super) parameters: BTreeMap<String, String>,
    /// Decides where parameters are sent and whether the call is retried.
    pub(super) kind: OperationKind,
    /// The last path segment, if the endpoint has an ID there.
    pub(super) path_id: Option<String>,
}

/// The calls that write, and can be allowed.
pub(super) fn writes() -> impl Iterator<Item = &'static str> {
    all().into_iter().filter(|tool| tool.kind.is_write()).map(|tool| tool.call)
}

/// All tools.
pub(super) fn all() -> Vec<Tool> {
    let calls = CallInfo::all().filter_map(|call| {
        let invocation = call.invocation.as_ref()?;
        Some(Tool {
            call: call.name,
            kind: call.kind(),
            access: call.access(),
            action: Action::Call(invocation),
            description: call.docs.into(),
            describe: invocation.describe,
            result: invocation.result,
        })
    });
    calls.chain(transfers()).collect()
}

/// Tools whose calls are streams or transfer files, and the one for any operation.
fn transfers() -> [Tool; 5] {
    let tool = |call, kind, action, description: &'static str, describe, result| Tool {
        call,
        kind,
        access: Access::Member,
        action,
        description: description.into(),
        describe,
        result,
    };
    [
        tool(
            "contacts.import_dry_run",
            OperationKind::Read,
            Action::DryRun,
            "Validates the contacts of a CSV or JSON Lines file or a workbook before an import into a group: which columns are \
             used, which rows are invalid and why, and the first rows as they would be sent. Nothing is sent, no file is \
             written. Returns a `dry_run_id` for `contacts.import`. Paths are relative to the server's directory.",
            import::describe_dry_run,
            |generator| generator.subschema_for::<import::DryRun>(),
        ),
        tool(
            "contacts.import",
            OperationKind::Create,
            Action::Import,
            "Imports the contacts of a file into a group, after a dry run of the same file, group and settings. Rows that exist \
             are not created again. Call it again with the same `dry_run_id` to resume after an interruption and to retry \
             failed rows. The report counts rows by result; rows that are `unknown` may have been created.",
            import::describe,
            |generator| generator.subschema_for::<ImportReport>(),
        ),
        tool(
            "flows.answers",
            OperationKind::Read,
            Action::Answers,
            "Returns the answers of all subscribers to a campaign, page by page. For all of a large campaign, `flows.export` \
             writes a file.",
            |inputs| inputs.fields::<AnswersInput>(),
            |generator| generator.subschema_for::<AnswersPage>(),
        ),
        tool(
            "flows.export",
            OperationKind::Set,
            Action::Export,
            "Writes the answers of all subscribers to a campaign to a file in the server's directory, completely or not at all.",
            |inputs| inputs.fields::<ExportInput>(),
            |generator| generator.subschema_for::<ExportReport>(),
        ),
        tool(
            "call",
            OperationKind::Create,
            Action::Custom,
            "Calls any operation of the API by its wire name, for operations that have no tool. Returns the JSON of the response.",
            |inputs| inputs.fields::<CustomCall>(),
            |generator| generator.subschema_for::<Value>(),
        ),
    ]
}

impl Tool {
    /// Its name: that of the call with underscores, because not every client accepts dots.
    pub(super) fn name(&self) -> String {
        self.call.replace('.', "_")
    }

    /// Its definition in the protocol.
    pub(super) fn definition(&self) -> rmcp::model::Tool {
        let mut inputs = Inputs::default();
        (self.describe)(&mut inputs);
        let description = Language::current().render(self.description.trim()).into_owned();
        rmcp::model::Tool::new(self.name(), description, schema(inputs.into_schema()))
            .with_title(self.call)
            .with_annotations(self.annotations())
            .with_raw_output_schema(schema(results::schema(result_schema(self.result))))
    }

    fn annotations(&self) -> ToolAnnotations {
        let annotations = ToolAnnotations::new().read_only(!self.kind.is_write());
        if !self.kind.is_write() {
            return annotations;
        }
        let is_additive = match self.action {
            // What an unknown operation does is unknown.
            Action::Custom => false,
            _ => self.kind == OperationKind::Create || ADDITIVE.contains(&self.call),
        };
        annotations.destructive(!is_additive).idempotent(self.kind == OperationKind::Set)
    }
}

/// A schema whose descriptions name tools and flags as their reader does.
fn schema(schema: Map<String, Value>) -> Arc<Map<String, Value>> {
    let mut schema = Value::from(schema);
    render(&mut schema);
    match schema {
        Value::Object(schema) => Arc::new(schema),
        _ => Arc::default(),
    }
}

fn render(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(text) if name == "description" => {
                        *text = Language::current().render(text).into_owned()
                    }
                    value => render(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(render),
        _ => {}
    }
}
