//! The Rust surface: makes calls with the crate's typed API.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use chat44mp::{
    AnswerRows, Call as SdkCall, CallOptions, Client, Error, ErrorCode, ErrorKind, ExportFormat,
    ExportOptions, FieldValue, ImportOptions, ImportRow, MessagePattern, OperationKind, RawResponse,
    RowLayout,
};
use futures_util::TryStreamExt;
use serde::{Deserialize, Serialize};
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
        let mut options = Arguments::new(options.clone());
        let mut builder = Client::builder(key);
        if let Some(base_url) = options.find::<String>("base_url")? {
            builder = builder.base_url(base_url);
        }
        if let Some(allow) = options.find("allow_http")? {
            builder = builder.allow_http(allow);
        }
        if let Some(limit) = seconds(&mut options, "timeout")? {
            builder = builder.timeout(limit);
        }
        if let Some(limit) = seconds(&mut options, "connect_timeout")? {
            builder = builder.connect_timeout(limit);
        }
        if let Some(limit) = seconds(&mut options, "head_timeout")? {
            builder = builder.head_timeout(limit);
        }
        if let Some(limit) = seconds(&mut options, "stall_timeout")? {
            builder = builder.stall_timeout(limit);
        }
        if let Some(retries) = options.find("max_retries")? {
            builder = builder.max_retries(retries);
        }
        if let Some(at_once) = options.find("max_concurrency")? {
            builder = builder.max_concurrency(at_once);
        }
        if let Some(wait) = seconds(&mut options, "backoff")? {
            builder = builder.backoff(wait);
        }
        if let Some(wait) = seconds(&mut options, "settle_delay")? {
            builder = builder.settle_delay(wait);
        }
        if let Some(bytes) = options.find("max_response_bytes")? {
            builder = builder.max_response_bytes(bytes);
        }
        if let Some(proxy) = options.find::<String>("proxy")? {
            builder = builder.proxy(proxy);
        }
        if let Some(pem) = options.find::<String>("ca_certs")? {
            builder = builder.ca_certs(pem);
        }
        if let Some(suffix) = options.find::<String>("user_agent_suffix")? {
            builder = builder.user_agent_suffix(suffix);
        }
        for pattern in options.find::<Vec<Pattern>>("message_patterns")?.unwrap_or_default() {
            builder = builder.message_pattern(pattern.into_sdk()?);
        }
        options.end()?;
        builder.build().map_err(failed)
    }

    async fn call(&self, client: &Client, call: &Call<'_>) -> Result<Value, Failed> {
        let mut args = Arguments::new(call.args.clone());
        let mut options = Arguments::new(call.options.clone());
        let how = How {
            timeout: seconds(&mut options, "timeout")?,
            max_retries: options.find("max_retries")?,
            raw: call.raw,
            keep_body: call.keep_body,
        };
        options.end()?;
        match call.name {
            "contacts.import_rows" => {
                let rows: Vec<ImportRow> = args.take("rows")?;
                let options = import_options(args)?;
                reported(client.with_options(how.call_options()).contacts().import_rows(rows, options).await)
            }
            "contacts.import_file" => {
                let path: String = args.take("path")?;
                let options = import_options(args)?;
                reported(client.with_options(how.call_options()).contacts().import_file(path, options).await)
            }
            "flows.answers" => {
                let id: i64 = args.take("flow_id")?;
                args.end()?;
                let rows = client.with_options(how.call_options()).flows().answers(id);
                rows.try_collect::<Vec<_>>().await.map_err(failed).and_then(|rows| to_json(&rows))
            }
            "flows.rows" => {
                let id: i64 = args.take("flow_id")?;
                let layout = args.find::<String>("layout")?.unwrap_or_else(|| "long".to_owned());
                let layout = RowLayout::from_word(&layout).context("unknown layout")?;
                args.end()?;
                table(client.with_options(how.call_options()).flows().rows(id, layout)).await
            }
            "flows.export" => {
                let (id, path): (i64, String) = (args.take("flow_id")?, args.take("path")?);
                let mut export = ExportOptions::new();
                if let Some(format) = args.find::<String>("format")? {
                    let format = ExportFormat::from_word(&format);
                    export = export.format(format.context("unknown format")?);
                }
                if let Some(raw) = args.find("raw_cells")? {
                    export = export.raw_cells(raw);
                }
                args.end()?;
                reported(client.with_options(how.call_options()).flows().export(id, path, export).await)
            }
            "call" => {
                let name: String = args.take("name")?;
                let params: BTreeMap<String, String> = args.find("params")?.unwrap_or_default();
                let (kind, path_id) = (kind(&args.take::<String>("kind")?)?, args.find("path_id")?);
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
    timeout: Option<Duration>,
    max_retries: Option<u32>,
    raw: bool,
    keep_body: bool,
}

impl How {
    fn call_options(&self) -> CallOptions {
        let mut options = CallOptions::default();
        options.timeout = self.timeout;
        options.max_retries = self.max_retries;
        options.keep_body = self.keep_body;
        options
    }

    /// Makes the call, unless unknown arguments are left.
    async fn make<T: Serialize + Send + 'static>(
        &self,
        arguments: Arguments,
        call: SdkCall<T>,
    ) -> Result<Value, Failed> {
        arguments.end()?;
        let call = call.options(self.call_options());
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

/// A message pattern in the format of scenarios.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pattern {
    operation: Option<String>,
    text: String,
    code: String,
    kind: Option<String>,
}

impl Pattern {
    fn into_sdk(self) -> Result<MessagePattern> {
        let Pattern { operation, text, code, kind } = self;
        let kind = match kind.as_deref() {
            None => None,
            Some("precondition") => Some(ErrorKind::Precondition),
            Some(other) => bail!("the Rust runner does not know the error kind {other}"),
        };
        Ok(MessagePattern { operation, text, code: ErrorCode::custom(code), kind })
    }
}

/// The options of an import, which are all that is left of the arguments.
fn import_options(mut args: Arguments) -> Result<ImportOptions> {
    let mut options = ImportOptions::new(args.take::<i64>("group_id")?);
    if let Some(path) = args.find::<String>("results")? {
        options = options.results(path);
    }
    if let Some(path) = args.find::<String>("errors")? {
        options = options.errors(path);
    }
    for (field, column) in args.find::<BTreeMap<String, String>>("map")?.unwrap_or_default() {
        options = options.map(field, column);
    }
    if let Some(delimiter) = args.find::<String>("delimiter")? {
        options = options.delimiter(delimiter);
    }
    if let Some(encoding) = args.find::<String>("encoding")? {
        options = options.encoding(encoding);
    }
    if let Some(rows) = args.find("concurrency")? {
        options = options.concurrency(rows);
    }
    if let Some(dry_run) = args.find("dry_run")? {
        options = options.dry_run(dry_run);
    }
    if let Some(resend) = args.find("resend_unknown")? {
        options = options.resend_unknown(resend);
    }
    args.end()?;
    Ok(options)
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

fn kind(word: &str) -> Result<OperationKind> {
    OperationKind::from_word(word).with_context(|| format!("unknown kind {word:?}"))
}

fn seconds(options: &mut Arguments, name: &str) -> Result<Option<Duration>> {
    options
        .find::<f64>(name)?
        .map(|seconds| Duration::try_from_secs_f64(seconds).map_err(Into::into))
        .transpose()
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
