//! The tables of calls and options in the READMEs of the packages, between `<!-- calls -->` and `<!-- /calls -->`, and the
//! support matrix in that of the repository.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context, Result, ensure};
use chat44mp::Language;
use xtask::workspace;

use super::definitions::{CallInfo, OptionInfo, calls, client_options};
use super::support::Support;
use crate::markdown::table;

/// The READMEs with the language of their names. Those of Rust and the command line have no options: docs.rs and `--help`
/// list them.
const PACKAGES: [(&str, Language); 6] = [
    ("python/README.md", Language::Python),
    ("node/README.md", Language::Node),
    ("bindings/kotlin/README.md", Language::Kotlin),
    ("bindings/swift/README.md", Language::Swift),
    ("crates/chat44mp/README.md", Language::Rust),
    ("crates/chat44mp-cli/README.md", Language::CommandLine(BTreeSet::new())),
];

/// The READMEs with up-to-date tables.
pub(super) fn files() -> Result<Vec<(&'static str, String)>> {
    let (calls, options) = (calls()?, client_options()?);
    let updated = |(file, language): &(&'static str, Language)| -> Result<(&'static str, String)> {
        let mut text = with_table(&read(file)?, "calls", &table_of_calls(&calls, language)?)?;
        if !matches!(language, Language::Rust | Language::CommandLine(_)) {
            text = with_table(&text, "options", &table_of_options(&options, language)?)?;
        }
        Ok((*file, text))
    };
    let named = |package: &(&'static str, Language)| updated(package).with_context(|| package.0.to_owned());
    let mut files = PACKAGES.iter().map(named).collect::<Result<Vec<_>>>()?;
    files.push(("README.md", with_table(&read("README.md")?, "support", &Support::read()?.tables())?));
    Ok(files)
}

fn read(file: &str) -> Result<String> {
    Ok(fs::read_to_string(workspace::root().join(file))?.replace("\r\n", "\n"))
}

/// Replaces the text between two markers.
fn with_table(text: &str, name: &str, table: &str) -> Result<String> {
    let (start, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->\n"));
    let (before, rest) = text.split_once(&start).with_context(|| format!("no line {start:?}"))?;
    let (_, after) = rest.split_once(&end).with_context(|| format!("no line {end:?}"))?;
    ensure!(!after.contains(&start), "two tables of {name}");
    Ok(format!("{before}{start}{table}{end}{after}"))
}

fn table_of_calls(calls: &[CallInfo], language: &Language) -> Result<String> {
    let mut rows = Vec::new();
    let mut last = String::new();
    for CallInfo { name, about, endpoints, is_for_admins, .. } in calls {
        let name = language.spell(name).into_owned();
        // The command line has one command for several calls.
        if name == last {
            continue;
        }
        let key = if *is_for_admins { "admin" } else { "member" };
        let endpoints =
            endpoints.iter().map(|endpoint| format!("`{endpoint}`")).collect::<Vec<_>>().join(", ");
        rows.push([format!("`{name}`"), cell(about, language)?, key.to_owned(), endpoints]);
        last = name;
    }
    Ok(table(["call", "what it does", "key", "endpoint"], rows))
}

fn table_of_options(options: &[OptionInfo], language: &Language) -> Result<String> {
    let row = |OptionInfo { name, about, is_time, .. }: &OptionInfo| {
        let unit = match (is_time, language) {
            (true, Language::Python) => " In seconds.",
            (true, Language::Node) => " In milliseconds.",
            _ => "",
        };
        Ok([format!("`{}`", language.spell(name)), cell(about, language)? + unit])
    };
    let rows = options.iter().map(row).collect::<Result<Vec<_>>>()?;
    Ok(table(["option", "meaning"], rows))
}

/// Documentation of the core as a cell.
fn cell(text: &str, language: &Language) -> Result<String> {
    ensure!(!text.contains("[`"), "{text:?} has a link of Rust: write `name` in the core instead");
    Ok(language.render(text).into_owned())
}

#[cfg(test)]
mod tests {
    use heck::ToSnakeCase;

    use super::*;

    #[test]
    fn messages_spell_names_as_the_types_of_node_do() {
        let types = read("node/native.d.ts").unwrap();
        let fields =
            types.lines().filter_map(|line| line.trim().strip_prefix("readonly ")?.split_once(['?', ':']));
        let mut count = 0;
        for (name, _) in fields {
            assert_eq!(Language::Node.spell(&name.to_snake_case()), name);
            count += 1;
        }
        assert!(count > 100, "{count} fields");
    }
}
