//! One page for each call.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use chat44mp::{CodeInfo, ErrorCode, ErrorKind, MessageRule, Operation, OperationKind};
use serde_json::json;

use super::links::{Links, path};
use super::markdown::{Page, head};
use super::models::Models;
use super::parameters::{parameters, result};
use super::wire;
use crate::generate::definitions::{self, CallInfo};
use crate::markdown::table;
use crate::scenarios::{self, Scenario};

/// The pages of all calls, and their list for the site's components.
pub(super) fn pages(calls: &[CallInfo], models: &Models, links: &Links) -> Result<Vec<Page>> {
    let scenarios = scenarios::load()?;
    let runtime = wire::runtime()?;
    let custom = definitions::custom_call()?;
    let mut pages = Vec::new();
    for (order, call) in calls.iter().chain([&custom]).enumerate() {
        let page = page(call, order, models, links, &scenarios, &runtime);
        let page = page.with_context(|| format!("the page of {}", call.name))?;
        pages.push((format!("calls/{}.mdx", path(&call.name)), page));
    }
    let list = calls.iter().chain([&custom]).map(|call| {
        let key = key(call);
        json!({"name": call.name, "path": path(&call.name), "about": call.about, "key": key, "endpoints": call.endpoints})
    });
    let list = serde_json::to_string_pretty(&list.collect::<Vec<_>>())? + "\n";
    pages.push(("../../generated/calls.json".to_owned(), list));
    Ok(pages)
}

fn key(call: &CallInfo) -> &'static str {
    match (call.name.as_str(), call.is_for_admins) {
        ("call", _) => "any",
        (_, true) => "admin",
        (_, false) => "member",
    }
}

fn page(
    call: &CallInfo,
    order: usize,
    models: &Models,
    links: &Links,
    scenarios: &[Scenario],
    runtime: &tokio::runtime::Runtime,
) -> Result<String> {
    let name = call.name.as_str();
    let title = if name == "call" { "client.call" } else { name };
    let label = name.rsplit('.').next().unwrap_or(name);
    let sidebar =
        format!("sidebar:\n  label: {label}\n  order: {order}\ntableOfContents:\n  maxHeadingLevel: 2\n");
    let mut page = head(title, &call.about, &sidebar);
    page += "import CallFacts from '@components/CallFacts.astro'\nimport Examples from '@components/Examples.astro'\n\n";
    page += &format!(
        "{}\n\n<CallFacts of=\"{name}\" />\n\n<Examples of=\"{name}\" />\n\n",
        links.prose(&call.about, name)
    );
    for paragraph in shared_paragraphs(&call.docs) {
        page += &format!("{}\n\n", links.prose(&paragraph, name));
    }
    page += &format!("## Parameters\n\n{}", parameters(&call.signature, models, links, name)?);
    page += &format!("\n## Result\n\n{}", result(&call.signature, models, links, name)?);
    page += &format!("\n## Errors\n\n{}", errors(call, links, scenarios)?);
    page += &format!("\n## On the wire\n\n{}", on_the_wire(call, links, runtime)?);
    Ok(page)
}

/// The paragraphs after the first one that every language has: up to the one about failures.
fn shared_paragraphs(docs: &str) -> Vec<String> {
    let mut paragraphs = Vec::new();
    for paragraph in docs.trim().split("\n\n").skip(1) {
        let text = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.starts_with("```") {
            break;
        }
        let is_last = text.starts_with("Fails ");
        paragraphs.push(text);
        if is_last {
            break;
        }
    }
    paragraphs
}

/// The operations that a call sends.
fn operations(call: &CallInfo) -> impl Iterator<Item = Operation> {
    call.endpoints.iter().filter_map(|endpoint| Operation::from_name(endpoint.split('/').nth(1)?))
}

/// The codes that only some calls can have: by the catalogue of messages, the documentation of the call, and the scenarios.
pub(super) fn codes(call: &CallInfo, scenarios: &[Scenario]) -> Vec<&'static CodeInfo> {
    use ErrorKind::{Conflict, NotFound, Precondition, Upstream, Validation};
    let operations: Vec<Operation> = operations(call).collect();
    let is_of = |rule: &MessageRule| rule.operations.iter().any(|operation| operations.contains(operation));
    let mut codes: BTreeSet<String> =
        MessageRule::all().filter(|rule| is_of(rule)).map(|rule| rule.code.to_string()).collect();
    codes.extend(call.docs.split('`').skip(1).step_by(2).map(str::to_owned));
    codes.extend(codes_in_scenarios(call, scenarios));
    let is_special = |info: &&CodeInfo| {
        let special = [Conflict, NotFound, Precondition, Upstream, Validation].contains(&info.kind)
            || ["label_name_maybe_taken", "label_not_assigned", "file_failed", "results_file_refused"]
                .contains(&info.code);
        special && codes.contains(info.code)
    };
    ErrorCode::ALL.iter().filter(is_special).collect()
}

/// The codes that scenarios expect of a call.
fn codes_in_scenarios(call: &CallInfo, scenarios: &[Scenario]) -> impl Iterator<Item = String> {
    let steps = scenarios.iter().flat_map(|scenario| &scenario.text.steps);
    let own = steps.filter(move |step| step.call == call.name);
    own.flat_map(|step| step.codes().into_iter().map(str::to_owned).collect::<Vec<_>>())
}

fn errors(call: &CallInfo, links: &Links, scenarios: &[Scenario]) -> Result<String> {
    let codes = match call.name.as_str() {
        // It also has the errors of the operation that it calls.
        "call" => ErrorCode::INVALID_VALUE.info().into_iter().collect(),
        _ => codes(call, scenarios),
    };
    let row =
        |info: &&CodeInfo| [links.name(info.code), links.prose(info.when, ""), links.prose(info.hint, "")];
    let mut text = match codes.is_empty() {
        true => String::new(),
        false => table(["code", "when", "what to do"], codes.iter().map(row)) + "\n",
    };
    text += "Every call can also fail with an error of \
             [configuration](/reference/errors/#config), [authentication](/reference/errors/#authentication), \
             [connection](/reference/errors/#connection), [timeout](/reference/errors/#timeout), \
             [rate limit](/reference/errors/#rate_limited) or [server](/reference/errors/#server), or with a \
             [response that is not one of the API](/reference/errors/#malformed). ";
    let kinds: BTreeMap<&str, OperationKind> =
        operations(call).map(|operation| (operation.name(), operation.info().kind)).collect();
    text += match () {
        () if call.name == "call" => {
            "It also fails with the errors of the operation that it calls. The `kind` decides whether a lost request is retried.\n"
        }
        () if kinds.values().any(|kind| *kind == OperationKind::Create) => {
            "After a lost response, `outcome` says whether the object may have been created: see \
             [Retries and outcomes](/guides/retries/).\n"
        }
        () if kinds.values().all(|kind| *kind == OperationKind::Read) => {
            "It only reads, so the client retries it after a lost response.\n"
        }
        () => {
            "Repeating it has no further effect, so the client retries it after a lost response; see \
             [Retries and outcomes](/guides/retries/).\n"
        }
    };
    Ok(text)
}

fn on_the_wire(call: &CallInfo, links: &Links, runtime: &tokio::runtime::Runtime) -> Result<String> {
    let own = operations(call).find(|operation| operation.info().call == call.name);
    if let Some(operation) = own {
        let note = "As recorded on the [emulator](/reference/emulator/).\n\n";
        return Ok(format!("{note}{}", runtime.block_on(wire::recorded(operation))?));
    }
    if call.name == "call" {
        let text = "A `read` sends `GET /api/<name>` with the parameters in the query; `set` and `create` send `POST /api/<name>` with \
                    a form. `path_id` is appended to the path. The client adds `api_key`.\n";
        return Ok(text.to_owned());
    }
    let sent = call
        .endpoints
        .iter()
        .zip(operations(call))
        .map(|(endpoint, operation)| format!("`{endpoint}` ({})", links.name(operation.info().call)));
    Ok(format!("It sends {}.\n", sent.collect::<Vec<_>>().join(", then ")))
}
