//! Files that people have: each case of `cases/*.txt` is a file, the contacts that are created from it, and the report.
//!
//! A case begins with `=== name`. Its sections are `--- file` with options, `--- sent` with one contact per line, and `---
//! report`, or `--- error`. In a file, `{U+200B}` is a character and `{0xF9}` a byte.

use chat44mp::{ImportOptions, ImportReport};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::stage::Stage;

struct Case<'a> {
    name: &'a str,
    /// Such as `utf-16le bom crlf map=email:2`.
    options: Vec<&'a str>,
    file: String,
    sent: String,
    report: String,
    error: String,
}

#[tokio::test]
async fn imports_the_exports_of_other_products() {
    check(include_str!("cases/exports.txt")).await;
}

#[tokio::test]
async fn chooses_columns() {
    check(include_str!("cases/columns.txt")).await;
}

#[tokio::test]
async fn cleans_cells() {
    check(include_str!("cases/cells.txt")).await;
}

#[tokio::test]
async fn reads_bytes_and_lines() {
    check(include_str!("cases/bytes.txt")).await;
}

#[tokio::test]
async fn writes_and_compares_phone_numbers() {
    check(include_str!("cases/numbers.txt")).await;
}

async fn check(text: &str) {
    let mut wrong = Vec::new();
    for case in text.split("=== ").skip(1).map(Case::parse) {
        let (sent, report, error) = case.run().await;
        if (&sent, &report) != (&case.sent, &case.report) || error.is_empty() != case.error.is_empty() {
            wrong.push(format!("=== {}\n--- sent\n{sent}--- report\n{report}--- error\n{error}", case.name));
        } else if !error.contains(case.error.trim_end()) {
            wrong.push(format!("=== {}\n--- error\n{error}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

impl<'a> Case<'a> {
    fn parse(text: &'a str) -> Case<'a> {
        let (name, rest) = text.split_once('\n').unwrap();
        let mut case = Case {
            name,
            options: Vec::new(),
            file: String::new(),
            sent: String::new(),
            report: String::new(),
            error: String::new(),
        };
        for section in rest.split("--- ").skip(1) {
            let (title, content) = section.split_once('\n').unwrap_or((section, ""));
            let (kind, options) = title.split_once(' ').unwrap_or((title, ""));
            // A blank line stands before the next case.
            let content =
                content.strip_suffix("\n\n").map_or(content.to_owned(), |content| format!("{content}\n"));
            match kind {
                "file" => (case.file, case.options) = (content, options.split(' ').collect()),
                "sent" => case.sent = content,
                "report" => case.report = content,
                "error" => case.error = content,
                other => panic!("{name}: unknown section {other:?}"),
            }
        }
        case
    }

    /// The created contacts, the report, and the error, as text.
    async fn run(&self) -> (String, String, String) {
        let stage = Stage::new();
        match stage.import(self.bytes(), self.import_options(&stage)).await {
            Ok(report) => (sent(&stage), described(&report), String::new()),
            Err(error) => (String::new(), String::new(), format!("{}\n", error.server_message())),
        }
    }

    fn import_options(&self, stage: &Stage) -> ImportOptions {
        self.options.iter().fold(stage.options().concurrency(1), |options, option| {
            match option.split_once('=') {
                Some(("map", map)) => {
                    map.split_once(':').map(|(field, column)| options.map(field, column)).unwrap()
                }
                Some(("encoding", encoding)) => options.encoding(encoding),
                Some(("delimiter", delimiter)) => options.delimiter(delimiter),
                Some(("region", region)) => options.phone_region(region),
                _ => options,
            }
        })
    }

    fn bytes(&self) -> Vec<u8> {
        let is_set = |name: &str| self.options.contains(&name);
        let encoding = self.options.iter().find_map(|option| Encoding::for_label(option.as_bytes()));
        let text = match () {
            () if is_set("crlf") => self.file.replace('\n', "\r\n"),
            () if is_set("cr") => self.file.replace('\n', "\r"),
            () => self.file.clone(),
        };
        let mut bytes = Vec::new();
        if is_set("bom") {
            bytes = encoded("\u{feff}", encoding);
        }
        for (at, part) in text.split('{').enumerate() {
            let escape = part.split_once('}').filter(|_| at > 0);
            let rest = match escape.map(|(code, rest)| (code.split_at(2), rest)) {
                Some((("0x", byte), rest)) => {
                    bytes.push(u8::from_str_radix(byte, 16).unwrap());
                    rest
                }
                Some((("U+", code), rest)) => {
                    let character = char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap();
                    bytes.extend(encoded(&character.to_string(), encoding));
                    rest
                }
                _ if at > 0 => {
                    bytes.extend(encoded("{", encoding));
                    part
                }
                _ => part,
            };
            bytes.extend(encoded(rest, encoding));
        }
        bytes
    }
}

fn encoded(text: &str, encoding: Option<&'static Encoding>) -> Vec<u8> {
    match encoding.unwrap_or(UTF_8) {
        wide if wide == UTF_16LE => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        wide if wide == UTF_16BE => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        encoding => encoding.encode(text).0.into_owned(),
    }
}

/// The created contacts in the order of their rows.
fn sent(stage: &Stage) -> String {
    let mut lines = String::new();
    for contact in stage.contacts() {
        let values = ["email", "phone_number", "first_name", "last_name"]
            .map(|field| contact[field].as_str().unwrap_or_default().replace('\n', "⏎"));
        lines += values.join(" | ").trim_end();
        lines += "\n";
    }
    lines
}

/// What the report says beyond the number of created contacts.
fn described(report: &ImportReport) -> String {
    let mut lines = Vec::new();
    lines.extend(report.reasons.iter().map(|reason| {
        let shown = reason.message.split("; pass one such as").next().unwrap_or_default();
        let (status, code, rows) = (reason.status.as_str(), &reason.code, reason.rows);
        format!("{status} {code} in {rows} {:?}: {shown}", reason.first_rows)
    }));
    lines.extend(report.cleaned.iter().map(|cleaned| {
        format!("cleaned {} of {}: {}", cleaned.cells, cleaned.field, cleaned.removed.as_str())
    }));
    lines.extend(
        report
            .warnings
            .iter()
            .map(|warning| format!("{} {:?}: {}", warning.code, warning.first_rows, warning.message)),
    );
    if !report.unused_columns.is_empty() {
        lines.push(format!("unused: {}", report.unused_columns.join(", ")));
    }
    if report.encoding.as_deref() != Some("UTF-8") {
        lines.extend(report.encoding.as_ref().map(|encoding| format!("encoding: {encoding}")));
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}
