//! Reference pages: options of each language, and the faults of the emulator.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use anyhow::Result;
use chat44mp::Language;

use super::links::Links;
use super::markdown::{Page, head, prose};
use super::models::{Field, Models};
use crate::generate::definitions::{self, OptionInfo};
use crate::generate::shapes::{Field as ShapeField, Kind, Object, Shapes};
use crate::markdown::table;

/// The languages of the tabs, with the names of their tabs.
fn languages() -> [(&'static str, Language); 6] {
    [
        ("Python", Language::Python),
        ("TypeScript", Language::Node),
        ("Rust", Language::Rust),
        ("Kotlin", Language::Kotlin),
        ("Swift", Language::Swift),
        ("Command line", Language::CommandLine(BTreeSet::new())),
    ]
}

pub(super) fn pages(models: &Models, links: &Links) -> Result<Vec<Page>> {
    Ok(vec![
        ("reference/options.mdx".to_owned(), options(models, links)?),
        ("reference/faults.mdx".to_owned(), faults()?),
    ])
}

/// The options of a client, a call, an import and an export.
fn options(models: &Models, links: &Links) -> Result<String> {
    let about =
        "The options of a client, a call, an import and an export, with their names in each language.";
    let mut page = head("Options", about, "sidebar:\n  order: 1\n");
    page += "import { Tabs, TabItem } from '@astrojs/starlight/components'\n\n";
    page += "A client reads its key from `CHAT44MP_API_KEY` and its server from `CHAT44MP_BASE_URL`, unless they are passed. \
             Unknown options are errors.\n\n## Options of a client\n\n<Tabs syncKey=\"language\">\n";
    let options = definitions::client_options()?;
    for (tab, language) in languages() {
        let _ = writeln!(
            page,
            "<TabItem label=\"{tab}\">\n\n{}\n</TabItem>",
            client_options(&options, &language, links)
        );
    }
    page += "</Tabs>\n\n## Options of a call\n\nThey default to those of the client.\n\n";
    page += &names(models.fields("CallOptions")?, links, "");
    page += "\n## Options of an import\n\n`group_id` is required; everything else is optional. \
             [`contacts.import_file`](/calls/contacts/import-file/) takes all of them, \
             [`contacts.import_rows`](/calls/contacts/import-rows/) those that are not about files.\n\n";
    page += &names(models.fields("ImportSettings")?, links, "");
    page += "\n## Options of an export\n\n";
    page += &names(&models.export_options, links, "");
    Ok(page)
}

fn client_options(options: &[OptionInfo], language: &Language, links: &Links) -> String {
    let row = |option: &OptionInfo| {
        let unit = match (option.is_time, language) {
            (true, Language::Python) => " In seconds.",
            (true, Language::Node) => " In milliseconds.",
            (true, Language::CommandLine(_)) => " Such as `30s`.",
            (true, _) => " A duration.",
            (false, _) => "",
        };
        let about = language.render(&option.about);
        [format!("`{}`", spelled(language, &option.name)), format!("{}{unit}", links.prose(&about, ""))]
    };
    table(["option", "meaning"], options.iter().map(row))
}

/// The name of an option; on the command line, its flag.
fn spelled(language: &Language, name: &str) -> String {
    match language {
        Language::CommandLine(_) => match language.spell(name) {
            same if same == name => format!("--{}", name.replace('_', "-")),
            flag => format!("--{flag}"),
        },
        _ => language.spell(name).into_owned(),
    }
}

/// Options with their names as in Python and Rust, and as in TypeScript, Kotlin and Swift.
fn names(fields: &[Field], links: &Links, own: &str) -> String {
    let row = |field: &Field| {
        let camel = Language::Node.spell(&field.name);
        let flag = spelled(&Language::CommandLine(BTreeSet::new()), &field.name);
        let names = match camel == field.name {
            true => format!("`{}`", field.name),
            false => format!("`{}`, `{camel}`", field.name),
        };
        [names, format!("`{flag}`"), links.prose(&field.about, own)]
    };
    table(["option", "command line", "meaning"], fields.iter().map(row))
}

/// The faults of the emulator: fields of all, and each kind with its own.
fn faults() -> Result<String> {
    let shapes = Shapes::read()?;
    let is_fault = |object: &&Object| shapes.faults.contains(&object.name);
    let kinds: Vec<&Object> = shapes.objects.iter().filter(is_fault).collect();
    let about =
        format!("The {} kinds of failure that the emulator can inject, and when they apply.", kinds.len());
    let mut page = head("Faults", &about, "sidebar:\n  order: 7\n");
    page += "A fault is an object with a `kind`, the fields of that kind, and conditions. A list of faults is sent to the emulator with \
             `add_fault` in each language, or as `POST /__emulator/faults`; see [Emulator](/reference/emulator/). In Python, TypeScript,\n\
             Kotlin and Swift, `Fault` is a type with these fields.\n\n\
             ## Conditions\n\nWithout conditions, a fault applies to every request.\n\n";
    let rule = shapes.objects.iter().find(|object| object.name == "FaultRule");
    page += &fields(rule.map(|rule| rule.fields.as_slice()).unwrap_or_default());
    let positions = shapes.choices.iter().filter(|choice| choice.name == "Position");
    for choice in positions {
        let row = |(value, about): &(String, Option<String>)| {
            [format!("`{value}`"), prose(about.as_deref().unwrap_or_default())]
        };
        let _ = write!(page, "\n**`at`**\n\n{}", table(["value", "meaning"], choice.values.iter().map(row)));
    }
    page += "\n## Kinds\n\n";
    for object in kinds {
        let kind = object.fields.iter().find_map(|field| match &field.kind {
            Kind::Constant(kind) if field.name == "kind" => Some(kind.as_str()),
            _ => None,
        });
        let _ = write!(page, "### `{}`\n\n{}\n\n", kind.unwrap_or_default(), prose(&object.about));
        let own: Vec<_> = object.fields.iter().filter(|field| field.name != "kind").cloned().collect();
        if !own.is_empty() {
            let _ = writeln!(page, "{}", fields(&own));
        }
    }
    Ok(page)
}

fn fields(fields: &[ShapeField]) -> String {
    let row = |field: &ShapeField| {
        let is_required = if field.is_required { "yes" } else { "no" };
        [format!("`{}`", field.name), kind(&field.kind), is_required.to_owned(), prose(&field.about)]
    };
    table(["field", "type", "required", "meaning"], fields.iter().map(row))
}

fn kind(kind: &Kind) -> String {
    match kind {
        Kind::Text => "text".to_owned(),
        Kind::Integer => "integer".to_owned(),
        Kind::Number => "number".to_owned(),
        Kind::Boolean => "true or false".to_owned(),
        Kind::TextMap => "map of text to text".to_owned(),
        Kind::Constant(text) => format!("`{text}`"),
        Kind::Named(name) if name == "OperationName" => "operation or call".to_owned(),
        Kind::Named(name) => format!("`{name}`"),
        Kind::Union(kinds) => kinds.iter().map(self::kind).collect::<Vec<_>>().join(" or "),
        Kind::Null => "null".to_owned(),
    }
}
