//! ERRORS.md, and the error codes for Python, TypeScript and Swift.

use std::fmt::Write as _;

use chat44mp::{ErrorCode, MessageRule, Provenance};

/// The generated files and their text.
pub(super) fn files() -> [(&'static str, String); 4] {
    [
        ("ERRORS.md", page()),
        ("python/chat44mp/codes.py", codes_for_python()),
        ("node/codes.d.ts", codes_for_typescript()),
        ("bindings/swift/Sources/Chat44mp/KnownCodes.swift", codes_for_swift()),
    ]
}

const WRITTEN: &str = "// Written by `cargo xtask generate` from crates/chat44mp/src/error/codes.rs.\n\n";

fn codes_for_python() -> String {
    let mut text = "\"\"\"The error codes: when each occurs, and what to do.\n\n".to_owned();
    for info in ErrorCode::ALL {
        let _ = writeln!(text, "`{}`\n    {}\n    {}", info.code, info.when, info.hint);
    }
    let _ = write!(
        text,
        "\"\"\"\n\n{}from __future__ import annotations\n\nfrom typing import Literal, TypeAlias\n\n\
        __all__ = [\"ErrorCode\"]\n\nErrorCode: TypeAlias = Literal[\n",
        WRITTEN.replace("//", "#")
    );
    ErrorCode::ALL.iter().for_each(|info| text += &format!("    \"{}\",\n", info.code));
    text + "]\n"
}

fn codes_for_typescript() -> String {
    let mut text = format!("{WRITTEN}/** The codes known today. */\nexport type KnownCode =\n");
    for info in ErrorCode::ALL {
        let _ = writeln!(text, "  /** {} */\n  | '{}'", info.when, info.code);
    }
    text
}

fn codes_for_swift() -> String {
    let mut text = format!("{WRITTEN}extension ErrorCode {{\n");
    for info in ErrorCode::ALL {
        let mut name = String::new();
        for (at, word) in info.code.split('_').enumerate() {
            let (first, rest) = word.split_at(1);
            name += &if at == 0 { word.to_owned() } else { first.to_uppercase() + rest };
        }
        let _ = writeln!(
            text,
            "    /// {}\n    public static let {name}: ErrorCode = \"{}\"",
            info.when, info.code
        );
    }
    text + "}\n"
}

const HEAD: &str = "\
<!-- Written by `cargo xtask generate` from crates/chat44mp/src/error/codes.rs and resources/. -->

# Errors

Every error has a `kind` (its class in each language), a stable `code`, a `server_message` (the server's, or the SDK's), a
`hint`, and on writes an `outcome`: `not_sent` (nothing was sent), `rejected` (by the server, nothing was changed) or
`unknown` (it may have happened). Codes are open: new ones can appear.

Names in backticks are spelled as in Rust and Python. In an error, each language spells them in its own way: `base_url` is
`baseURL` in Node and Swift, `baseUrl` in Kotlin and `--base-url` on the command line; `contact_groups.create` is
`contactGroups.create` and `contact-groups create`. The fields `code`, `operation` and `kind` are the same in every language.
";

/// The complete page.
fn page() -> String {
    let mut page = HEAD.to_owned();
    let mut kinds: Vec<_> = ErrorCode::ALL.iter().map(|info| info.kind).collect();
    kinds.dedup();
    for kind in kinds {
        let _ = write!(page, "\n## {kind}\n\n| code | when | what to do |\n|---|---|---|\n");
        for info in ErrorCode::ALL.iter().filter(|info| info.kind == kind) {
            let _ = writeln!(page, "| `{}` | {} | {} |", info.code, cell(info.when), cell(info.hint));
        }
    }
    page.push_str(
        "\n## Server messages\n\n\
        The API reports errors in prose only. Spacing, case and IDs in a message are ignored; `{n}` matches any ID.\n\
        A message that is not listed is `unknown_error`; any other error of `assign_label` is `facebook_refused`. The option\n\
        `message_patterns` adds messages of a server that translates them, such as that of a deleted contact.\n\n\
        | message | operations | code | source |\n|---|---|---|---|\n",
    );
    for rule in MessageRule::all() {
        let _ = writeln!(
            page,
            "| {} | {} | `{}` | {} |",
            cell(rule.text),
            operations(rule),
            rule.code,
            match rule.provenance {
                Provenance::Documented => "the API's documentation",
                Provenance::Observed => "a running server",
            }
        );
    }
    page
}

fn operations(rule: &MessageRule) -> String {
    match rule.operations {
        [] => "all".to_owned(),
        some => some.iter().map(|operation| format!("`{}`", operation.name())).collect::<Vec<_>>().join(", "),
    }
}

/// Escapes text for a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_every_code_and_message() {
        let page = page();
        for info in ErrorCode::ALL {
            assert!(page.contains(&format!("| `{}` |", info.code)), "{}", info.code);
        }
        let headings = page.lines().filter(|line| line.starts_with("## ")).collect::<Vec<_>>();
        let mut once = headings.clone();
        once.dedup();
        assert_eq!(headings, once, "the codes of a kind are not adjacent");
        assert!(MessageRule::all().all(|rule| page.contains(&cell(rule.text))));
    }
}
