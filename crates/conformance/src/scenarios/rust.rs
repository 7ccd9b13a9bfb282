//! The Rust surface: makes calls with the crate's typed API.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use chat44mp::{
    AnswerRows, Call as SdkCall, CallOptions, Client, Error, ExportFormat, ExportOptions, FieldValue,
    ImportOptions, ImportRow, OperationKind, RawResponse, RowLayout,
};
use futures_util::TryStreamExt;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::arguments::Arguments;
use super::runner::{Call, Failed, Surface};

/// The crate `chat44mp` itself.
pub(crate) struct Rust;

impl Surface for Rust {
    type Client = Client;

    fn name(&self) -> &'static str {
        "rust"
    }

    async fn new_client(&self, key: &str, options: &Map<String, Value>) -> Result<Client, Failed> {
        let options = Arguments::new(options.clone()).rest()?;
        Client::builder(key).options(options).build().map_err(failed)
    }

    async fn call(&self, client: &Client, call: &Call<'_>) -> Result<Value, Failed> {
        let mut args = Arguments::new(call.args.clone());
        let mut options: CallOptions = Arguments::new(call.options.clone()).rest()?;
        options.keep_body = Some(call.keep_body);
        let how = How { options, raw: call.raw };
        match call.name {
            "contacts.import_rows" => {
                let rows: Vec<ImportRow> = args.take("rows")?;
                let options = import_options(args)?;
                reported(client.with_options(how.options).contacts().import_rows(rows, options).await)
            }
            "contacts.import_file" => {
                let path: String = args.take("path")?;
                let options = import_options(args)?;
                reported(client.with_options(how.options).contacts().import_file(path, options).await)
            }
            "flows.answers" => {
                let id: i64 = args.take("flow_id")?;
                args.end()?;
                let rows = client.with_options(how.options).flows().answers(id);
                rows.try_collect::<Vec<_>>().await.map_err(failed).and_then(|rows| to_json(&rows))
            }
            "flows.rows" => {
                let id: i64 = args.take("flow_id")?;
                let layout = args.find::<String>("layout")?.unwrap_or_else(|| "long".to_owned());
                let layout = RowLayout::from_word(&layout).context("unknown layout")?;
                args.end()?;
                table(client.with_options(how.options).flows().rows(id, layout)).await
            }
            "flows.export" => {
                let (id, path): (i64, String) = (args.take("flow_id")?, args.take("path")?);
                let mut export = ExportOptions::new();
                if let Some(format) = args.find::<String>("format")? {
                    let format = ExportFormat::from_word(&format);
                    export = export.format(format.context("unknown format")?);
                }
                if let Some(bom) = args.find("bom")? {
                    export = export.bom(bom);
                }
                if let Some(raw) = args.find("raw_cells")? {
                    export = export.raw_cells(raw);
                }
                args.end()?;
                reported(client.with_options(how.options).flows().export(id, path, export).await)
            }
            "call" => {
                let name: String = args.take("name")?;
                let params: BTreeMap<String, String> = args.find("params")?.unwrap_or_default();
                let kind = OperationKind::from_word(&args.take::<String>("kind")?).context("unknown kind")?;
                let path_id = args.find("path_id")?;
                how.make(args, client.call(name, params, kind, path_id)).await
            }
            name => {
                let invoked =
                    client.invoke(name, call.args.clone()).with_context(|| format!("invoke {name}"))?;
                how.make(Arguments::new(Map::new()), invoked).await
            }
        }
    }
}

/// Options of a call.
struct How {
    options: CallOptions,
    raw: bool,
}

impl How {
    /// Makes the call, after checking that it uses all `arguments`.
    async fn make<T: Serialize + Send + 'static>(
        self,
        arguments: Arguments,
        call: SdkCall<T>,
    ) -> Result<Value, Failed> {
        arguments.end()?;
        let call = call.options(self.options);
        if !self.raw {
            return to_json(&call.await.map_err(failed)?);
        }
        let response = call.raw().await.map_err(failed)?;
        let headers = response.headers_joined();
        let RawResponse { value, status, body, .. } = response;
        let body = body.map(|body| String::from_utf8_lossy(&body).into_owned());
        Ok(json!({ "value": to_json(&value)?, "status": status, "headers": headers, "body": body }))
    }
}

/// The options of an import, which are all that is left of the arguments.
fn import_options(mut args: Arguments) -> Result<ImportOptions> {
    Ok(ImportOptions::new(args.take::<i64>("group_id")?).settings(args.rest()?))
}

/// The rows of a table, each a mapping from the columns to the cells.
async fn table(mut rows: AnswerRows) -> Result<Value, Failed> {
    let columns = rows.columns().await.map_err(failed)?.to_vec();
    let mut table = Vec::new();
    while let Some(cells) = rows.next().await {
        let cells = cells.map_err(failed)?.into_iter().map(|cell| match cell {
            FieldValue::Text(text) => text.into(),
            FieldValue::Integer(number) => number.into(),
            _ => Value::Null,
        });
        table.push(Value::Object(columns.iter().cloned().zip(cells).collect()));
    }
    Ok(table.into())
}

fn reported<T: Serialize>(report: Result<T, Error>) -> Result<Value, Failed> {
    report.map_err(failed).and_then(|report| to_json(&report))
}

fn to_json<T: Serialize>(value: &T) -> Result<Value, Failed> {
    serde_json::to_value(value).map_err(|error| Failed::Broken(error.into()))
}

fn failed(error: Error) -> Failed {
    match serde_json::to_value(&error) {
        Ok(error) => Failed::Error(error),
        Err(problem) => Failed::Broken(problem.into()),
    }
}
