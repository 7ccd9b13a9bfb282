//! `chat44mp flows`

mod export;

use std::io::{self, Write};

use chat44mp::{ExportFormat, ExportOptions};
use clap::{Args, Subcommand};

use crate::errors::Failure;
use crate::input::ids::{FlowIdArgument, id};
use crate::options::Format;
use crate::output::answers::AnswersWriter;
use crate::output::{raw_csv, style, terminal};
use crate::session::Session;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// List all campaigns (get_flow_campaigns)
    List,
    /// Find a campaign and its questions (get_flow_campaign_info)
    Get(FlowIdArgument),
    /// Show the answers of one subscriber (get_single_subscriber_flow_info)
    SubscriberAnswers(SubscriberAnswersArguments),
    /// Stream the answers of all subscribers (get_all_subscriber_flow_info)
    Answers(FlowIdArgument),
    /// Export the answers of a campaign to a file, for a spreadsheet or a program
    Export(export::Arguments),
}

#[derive(Args)]
pub(crate) struct SubscriberAnswersArguments {
    /// ID of the campaign
    #[arg(long, value_name = "ID", value_parser = id, allow_negative_numbers = true)]
    flow_id: i64,
    /// Page-scoped ID (PSID) of the subscriber
    #[arg(long, value_name = "ID", allow_negative_numbers = true)]
    subscriber_id: String,
}

impl Command {
    pub(crate) async fn run(self, session: &Session<'_>) -> Result<(), Failure> {
        let flows = session.client.flows();
        match self {
            Command::List => session.read(flows.list()).await,
            Command::Get(flow_id) => session.read(flows.get(flow_id.get())).await,
            Command::SubscriberAnswers(SubscriberAnswersArguments { flow_id, subscriber_id }) => {
                session.read(flows.subscriber_answers(flow_id, subscriber_id)).await
            }
            Command::Answers(flow_id) => answers(session, flow_id.get()).await,
            Command::Export(arguments) => arguments.run(session).await,
        }
    }
}

async fn answers(session: &Session<'_>, flow_id: i64) -> Result<(), Failure> {
    let printer = session.printer;
    let exported = match printer.format() {
        Format::Csv if printer.raw() => return Err(raw_csv()),
        Format::Csv => ExportFormat::Csv,
        // JSON Lines do not fit into one JSON record.
        Format::Jsonl if !printer.raw() => ExportFormat::JsonLines,
        Format::Table | Format::Json | Format::Jsonl => return shown_answers(session, flow_id).await,
    };
    let options = ExportOptions::new().format(exported).raw_cells(printer.raw_cells());
    let out = terminal::stdout(printer.format());
    export::to_stdout(session.client.flows(), flow_id, out, options).await.map(drop)
}

async fn shown_answers(session: &Session<'_>, flow_id: i64) -> Result<(), Failure> {
    let printer = session.printer;
    let mut stream = session.client.flows().answers(flow_id);
    let mut out = terminal::stdout(printer.format());
    let failed = |error: io::Error| Failure::output(&error);
    // A failed call writes nothing to stdout.
    let head = stream.head().await?;
    let is_table = printer.format() == Format::Table;
    let mut close = "";
    if printer.raw() && is_table {
        out.write_all(style::head(&head).as_bytes()).map_err(failed)?;
    } else if printer.raw() {
        let headers = serde_json::to_string(&head.headers_joined()).unwrap_or_default();
        let begin = format!("{{\"status\": {}, \"headers\": {headers}, \"value\": ", head.status);
        out.write_all(begin.as_bytes()).map_err(failed)?;
        close = "}\n";
    }
    let mut writer = if is_table { AnswersWriter::table(out) } else { AnswersWriter::json(out) };
    writer.begin().map_err(failed)?;
    while let Some(row) = stream.next().await {
        match row {
            Ok(row) => writer.write(&row).map_err(failed)?,
            Err(error) => {
                // Complete rows stay; the missing end shows that the output is incomplete.
                drop(writer);
                return Err(error.into());
            }
        }
    }
    if writer.is_empty() && is_table {
        printer.note("no answers");
    }
    let mut out = writer.finish().map_err(failed)?;
    out.write_all(close.as_bytes()).and_then(|()| out.flush()).map_err(failed)
}
