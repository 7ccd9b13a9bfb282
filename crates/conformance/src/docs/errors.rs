//! The page of error codes.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::Result;
use chat44mp::{CodeInfo, ErrorCode, ErrorKind, MessageRule, Provenance};

use super::calls;
use super::links::Links;
use super::markdown::{Page, head, prose};
use crate::generate::definitions::CallInfo;
use crate::markdown::table;
use crate::scenarios;

const INTRODUCTION: &str = "\
Every error has a `kind`, which is its class in each language; a stable `code`; the server's message, or the SDK's; a `hint`; and on
writes an [`outcome`](/guides/retries/). Codes are open: new ones can be added in a minor version. The names of options and
parameters are spelled here as in Rust and Python; an error spells them in the way of your language.

";

/// The page, with one section for each code.
pub(super) fn page(calls: &[CallInfo], links: &Links) -> Result<Page> {
    let scenarios = scenarios::load()?;
    let mut callers: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for call in calls {
        for info in calls::codes(call, &scenarios) {
            callers.entry(info.code).or_default().push(&call.name);
        }
    }
    let about = format!("All {} error codes: when each occurs, and what to do.", ErrorCode::ALL.len());
    let mut page =
        head("Error codes", &about, "sidebar:\n  order: 3\ntableOfContents:\n  maxHeadingLevel: 2\n");
    page += INTRODUCTION;
    let mut kinds: Vec<_> = ErrorCode::ALL.iter().map(|info| info.kind).collect();
    kinds.dedup();
    page += &index(&kinds, links);
    for kind in kinds {
        let _ = write!(page, "## {kind}\n\n");
        for info in ErrorCode::ALL.iter().filter(|info| info.kind == kind) {
            page += &section(info, callers.get(info.code).map_or(&[], Vec::as_slice), links);
        }
    }
    page += &messages(links);
    Ok(("reference/errors.mdx".to_owned(), page))
}

/// A table of all codes. Its links also prove that each code has an anchor.
fn index(kinds: &[ErrorKind], links: &Links) -> String {
    let row = |kind: &ErrorKind| {
        let codes = ErrorCode::ALL.iter().filter(|info| info.kind == *kind);
        let codes: Vec<_> = codes.map(|info| links.name(info.code)).collect();
        [format!("[`{kind}`](#{kind})"), codes.join(", ")]
    };
    table(["kind", "codes"], kinds.iter().map(row)) + "\n"
}

fn section(info: &CodeInfo, callers: &[&str], links: &Links) -> String {
    let mut text = format!("### `{}`\n\n{}\n\n", info.code, links.prose(info.when, info.code));
    let _ = write!(text, "**What to do:** {}\n\n", links.prose(info.hint, info.code));
    if !callers.is_empty() {
        let callers: Vec<_> = callers.iter().map(|call| links.name(call)).collect();
        let _ = write!(text, "**Raised by:** {}\n\n", callers.join(", "));
    }
    text
}

fn messages(links: &Links) -> String {
    let row = |rule: &MessageRule| {
        let operations = match rule.operations {
            [] => "all".to_owned(),
            some => some.iter().map(|it| links.name(it.info().call)).collect::<Vec<_>>().join(", "),
        };
        let source = match rule.provenance {
            Provenance::Documented => "the API's documentation",
            Provenance::Observed => "a running server",
        };
        [prose(rule.text), operations, links.name(rule.code.as_str()), source.to_owned()]
    };
    let introduction = "\
## Messages of the server

The API reports errors in prose only. The client ignores spacing, case and IDs in a message; \\{n\\} stands for any ID. A message that is
not listed is [`unknown_error`](/reference/errors/#unknown_error); any other error of [`labels.assign`](/calls/labels/assign/) is
[`facebook_refused`](/reference/errors/#facebook_refused). The option `message_patterns` adds messages of a server that translates them.

";
    format!("{introduction}{}", table(["message", "calls", "code", "source"], MessageRule::all().map(row)))
}
