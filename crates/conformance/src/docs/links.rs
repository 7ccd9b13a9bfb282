//! Links from names in text to their pages.

use std::collections::BTreeMap;

use chat44mp::ErrorCode;

use super::markdown;
use crate::generate::definitions::CallInfo;

/// The addresses of names.
pub(super) struct Links(BTreeMap<String, String>);

impl Links {
    pub(super) fn new(calls: &[CallInfo]) -> Links {
        let calls = calls.iter().map(|call| (call.name.clone(), address(&call.name)));
        let codes = ErrorCode::ALL.iter().map(|info| (info.code.to_owned(), error(info.code)));
        Links(calls.chain(codes).collect())
    }

    /// Text of the core as Markdown; names of calls and error codes become links, except that of the page itself.
    pub(super) fn prose(&self, text: &str, own: &str) -> String {
        let prose = markdown::prose(text);
        let parts = prose.split('`').enumerate().map(|(at, part)| match (at % 2, self.0.get(part)) {
            (0, _) => part.to_owned(),
            (_, Some(address)) if part != own => format!("[`{part}`]({address})"),
            _ => format!("`{part}`"),
        });
        parts.collect()
    }

    /// A name as a link.
    pub(super) fn name(&self, name: &str) -> String {
        match self.0.get(name) {
            Some(address) => format!("[`{name}`]({address})"),
            None => format!("`{name}`"),
        }
    }
}

/// The page of a call.
fn address(call: &str) -> String {
    format!("/calls/{}/", path(call))
}

/// `contact_groups.get` as `contact-groups/get`.
pub(super) fn path(call: &str) -> String {
    call.replace('_', "-").replace('.', "/")
}

/// The section of an error code.
fn error(code: &str) -> String {
    format!("/reference/errors/#{code}")
}
