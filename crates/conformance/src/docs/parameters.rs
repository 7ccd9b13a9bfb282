//! Parameters and results of calls, from their signatures in Rust.

use std::collections::BTreeMap;

use anyhow::Result;
use quote::ToTokens;
use syn::{FnArg, Pat, ReturnType, Signature};

use super::links::Links;
use super::markdown;
use super::models::{Field, Models};
use crate::markdown::table;

/// Parameters whose type has no documentation.
const ABOUT: [(&str, &str); 6] = [
    ("label_ids", "The IDs of the labels, at least one."),
    ("name", "The name. It cannot be empty."),
    ("path", "The path of the file."),
    (
        "rows",
        "The rows: objects with `email`, `phone_number`, `first_name` and `last_name`, or other columns of a CRM. Any sequence, read once.",
    ),
    ("params", "The parameters, by their names on the wire. Values are text."),
    ("path_id", "An ID to append to the path."),
];

/// The table of a call's parameters, and the values of their enums. Empty if it has none.
pub(super) fn parameters(
    signature: &Signature,
    models: &Models,
    links: &Links,
    call: &str,
) -> Result<String> {
    let mut fields = Vec::new();
    for input in &signature.inputs {
        let FnArg::Typed(argument) = input else { continue };
        let Pat::Ident(name) = &*argument.pat else { continue };
        let class = argument.ty.to_token_stream().to_string().replace(' ', "");
        fields.extend(expanded(&name.ident.to_string(), &class, models)?);
    }
    if call == "call" {
        fields.iter_mut().filter(|field| field.name == "name").for_each(|field| {
            "The operation's name on the wire, such as `get_contact`.".clone_into(&mut field.about);
        });
    }
    if fields.is_empty() {
        return Ok("None.\n".to_owned());
    }
    Ok(described(&fields, ["parameter", "type", "required", "meaning"], models, links, call))
}

/// A parameter, or the fields of its struct.
fn expanded(name: &str, class: &str, models: &Models) -> Result<Vec<Field>> {
    let class = class.strip_prefix("implInto<").and_then(|rest| rest.strip_suffix('>')).unwrap_or(class);
    Ok(match class {
        "ImportOptions" => {
            let group = Field { name: "group_id".to_owned(), ..plain("group_id", "GroupId", models) };
            [vec![group], models.fields("ImportSettings")?.to_vec()].concat()
        }
        "ExportOptions" => models.export_options.clone(),
        "RowLayout" => vec![Field { is_optional: true, ..plain(name, class, models) }],
        "Option<String>" => vec![Field { is_optional: true, ..plain(name, "String", models) }],
        _ if models.is_struct(class) => models.fields(class)?.to_vec(),
        _ => vec![plain(name, class, models)],
    })
}

fn plain(name: &str, class: &str, models: &Models) -> Field {
    let class = match class {
        "L" | "implIntoIterator<Item=L>" => "Vec<LabelId>",
        "implAsRef<Path>" => "PathBuf",
        "R" => "sequence",
        "implIntoIterator<Item=(N,V)>" => "BTreeMap<String,String>",
        other => other,
    };
    let of_class = models.about(class).map(str::to_owned);
    let of_name = ABOUT.iter().find(|(argument, _)| *argument == name).map(|(_, about)| (*about).to_owned());
    let about = of_name.or(of_class).unwrap_or_default();
    Field { name: name.to_owned(), class: class.to_owned(), is_optional: false, about }
}

/// The table of the fields of a struct, followed by the values of their enums and the fields of their structs.
pub(super) fn described(
    fields: &[Field],
    head: [&str; 4],
    models: &Models,
    links: &Links,
    call: &str,
) -> String {
    let row = |field: &Field| {
        let is_required = if field.is_optional { "no" } else { "yes" };
        let class = named(&field.class, models);
        [format!("`{}`", field.name), class, is_required.to_owned(), links.prose(&field.about, call)]
    };
    let mut text = table(head, fields.iter().map(row));
    for (class, kind) in nested(fields, models) {
        text += &match kind {
            Nested::Enum(values) => values_of(class, values, links, call),
            Nested::Struct(fields) => {
                let row = |field: &Field| {
                    [
                        format!("`{}`", field.name),
                        named(&field.class, models),
                        links.prose(&field.about, call),
                    ]
                };
                format!("\n**`{class}`**\n\n{}", table(["field", "type", "meaning"], fields.iter().map(row)))
            }
        };
    }
    text
}

/// A table of the fields of a result.
fn result_table(class: &str, models: &Models, links: &Links, call: &str) -> Result<String> {
    let fields = models.fields(class)?;
    let row = |field: &Field| {
        let class = named(&field.class, models);
        let class = if field.is_optional { format!("{class}, can be absent") } else { class };
        [format!("`{}`", field.name), class, links.prose(&field.about, call)]
    };
    let mut text = table(["field", "type", "meaning"], fields.iter().map(row));
    for (class, kind) in nested(fields, models) {
        text += &match kind {
            Nested::Enum(values) => values_of(class, values, links, call),
            Nested::Struct(_) => {
                format!("\n**`{class}`**\n\n{}", result_table(class, models, links, call)?)
            }
        };
    }
    Ok(text)
}

enum Nested<'a> {
    Enum(&'a [Field]),
    Struct(&'a [Field]),
}

/// The enums and structs of some fields, each once, by their names.
fn nested<'a>(fields: &'a [Field], models: &'a Models) -> BTreeMap<&'a str, Nested<'a>> {
    let class = |field: &'a Field| {
        let class = field.class.strip_prefix("Vec<").and_then(|rest| rest.strip_suffix('>'));
        class.unwrap_or(&field.class)
    };
    let kind = |class: &'a str| match models.values(class) {
        Some(values) => Some(Nested::Enum(values)),
        None if models.is_struct(class) => models.fields(class).ok().map(Nested::Struct),
        None => None,
    };
    fields.iter().map(class).filter_map(|class| Some((class, kind(class)?))).collect()
}

fn values_of(class: &str, values: &[Field], links: &Links, call: &str) -> String {
    let row = |value: &Field| [format!("`{}`", value.name), links.prose(&value.about, call)];
    format!("\n**`{class}`**\n\n{}", table(["value", "meaning"], values.iter().map(row)))
}

/// A type in a table: the name of a struct or an enum, or plain words.
fn named(class: &str, models: &Models) -> String {
    let item = class.strip_prefix("Vec<").and_then(|rest| rest.strip_suffix('>'));
    match (item, item.unwrap_or(class)) {
        (None, class) if models.values(class).is_some() => format!("`{class}`"),
        (Some(_), class) if models.values(class).is_some() => format!("list of `{class}`"),
        _ => markdown::prose(&models.class(class)),
    }
}

/// What a call returns: a sentence, and a table of the fields.
pub(super) fn result(signature: &Signature, models: &Models, links: &Links, call: &str) -> Result<String> {
    let ReturnType::Type(_, class) = &signature.output else { return Ok("Nothing.\n".to_owned()) };
    let class = class.to_token_stream().to_string().replace(' ', "");
    let value = class.strip_prefix("Call<").or(class.strip_prefix("BoxFuture<Result<"));
    let value = value.map(|rest| rest.trim_end_matches('>').trim_end_matches(",Error").to_owned());
    let value = match (value.as_deref(), class.as_str()) {
        (Some(value), _) if value.starts_with("Vec<") => format!("{value}>"),
        (Some(value), _) => value.to_owned(),
        (None, "AnswersStream") => "stream of SubscriberAnswers".to_owned(),
        (None, other) => other.to_owned(),
    };
    Ok(match value.as_str() {
        "()" => "Nothing: the call succeeds or fails.\n".to_owned(),
        "serde_json::Value" => "The JSON of the response.\n".to_owned(),
        "AnswerRows" => "A stream of rows; `columns` has their names. A row has one cell per column, and an absent cell is null. In \
                         Python and TypeScript a row is an object by column.\n".to_owned(),
        "Change" => {
            let values = models.values("Change").unwrap_or_default();
            format!("Whether something changed.\n{}", values_of("Change", values, links, call))
        }
        other => match (other.strip_prefix("Vec<"), other.strip_prefix("stream of ")) {
            (Some(item), _) => {
                let item = item.trim_end_matches('>');
                format!("A list of `{item}`.\n\n{}", result_table(item, models, links, call)?)
            }
            (None, Some(item)) => {
                format!("A stream of `{item}`.\n\n{}", result_table(item, models, links, call)?)
            }
            _ if models.is_id(other) => format!("The ID (`{other}`, {}).\n", models.class(other)),
            _ => format!("`{other}`\n\n{}", result_table(other, models, links, call)?),
        },
    })
}
