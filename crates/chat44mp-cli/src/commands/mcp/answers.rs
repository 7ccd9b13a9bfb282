//! The tools for the answers of a campaign: pages of them, and their export to a file.

use std::path::PathBuf;

use chat44mp::reflection::Arguments;
use chat44mp::{Client, ExportFormat, ExportOptions, FlowId, SubscriberAnswers};
use rmcp::RoleServer;
use rmcp::service::RequestContext;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::directory::Directory;
use super::progress::{Progress, Step};
use super::results::{Reply, invalid_arguments};
use crate::errors::Failure;

/// The default number of subscribers in a page.
const PAGE: u32 = 50;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AnswersInput {
    /// ID of the campaign.
    flow_id: FlowId,
    /// Maximum number of subscribers to return; 50 by default.
    limit: Option<u32>,
    /// Number of subscribers to skip: the `next_offset` of the page before.
    offset: Option<u32>,
}

/// A page of answers.
#[derive(Serialize, JsonSchema)]
pub(super) struct AnswersPage {
    /// Subscribers and their answers.
    subscribers: Vec<SubscriberAnswers>,
    /// The `offset` of the next page; null after the last one.
    next_offset: Option<u32>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ExportInput {
    /// ID of the campaign.
    flow_id: FlowId,
    /// Path of the file to write. An existing file is replaced.
    file: PathBuf,
    /// `csv` (default) and `excel` have one row per answer; `wide_csv` and `wide_excel` one per subscriber and one column
    /// per question; `json_lines` one line per subscriber.
    format: Option<ExportFormat>,
    /// Start CSV with a byte order mark, without which Excel opens accents wrongly.
    bom: Option<bool>,
}

/// Reads a page of answers.
pub(super) async fn read(client: &Client, mut arguments: Arguments) -> Result<Reply, Failure> {
    let AnswersInput { flow_id, limit, offset } = arguments.rest().map_err(invalid_arguments)?;
    let (limit, offset) = (limit.unwrap_or(PAGE) as usize, offset.unwrap_or(0) as usize);
    let mut answers = client.flows().answers(flow_id);
    let (mut skipped, mut subscribers, mut next_offset) = (0, Vec::new(), None);
    while let Some(row) = answers.next().await {
        let row = row?;
        if skipped < offset {
            skipped += 1;
        } else if subscribers.len() < limit {
            subscribers.push(row);
        } else {
            next_offset = u32::try_from(offset + limit).ok();
            break;
        }
    }
    Ok(Reply::of(&AnswersPage { subscribers, next_offset }))
}

/// Exports all answers to a file.
pub(super) async fn export(
    client: &Client,
    directory: &Directory,
    mut arguments: Arguments,
    context: &RequestContext<RoleServer>,
) -> Result<Reply, Failure> {
    let ExportInput { flow_id, file, format, bom } = arguments.rest().map_err(invalid_arguments)?;
    let file = directory.file(&file)?;
    let progress = Progress::of(context);
    let listener = progress.listener();
    let options = ExportOptions::new()
        .format(format.unwrap_or_default())
        .bom(bom.unwrap_or_default())
        .on_progress(move |report| listener(Step::of_export(report)));
    let report = client.flows().export(flow_id, file, options).await;
    progress.finish().await;
    Ok(Reply::of(&report?))
}
