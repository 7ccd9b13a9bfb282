//! Separates the models, which users see, from the code that converts them, and writes them as classes for Kotlin, Java and
//! their libraries for JSON.
//!
//! The models have defaults, so that programs can create them in tests and later versions can add fields; a builder for Java
//! if programs create them for calls; and the names of their constructor's parameters, which Jackson reads.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use regex_lite::{Captures, Regex};

use super::docs::kotlin_links;

/// The package of the models, and that of the code that converts them.
const PUBLIC: &str = "com.chat44mp";
const INTERNAL: &str = "com.chat44mp.internal.models";

/// Types of the core's models that only this package uses, under other names or not at all.
const HIDDEN: &[&str] = &[
    "CallError",
    "CallFailure",
    "CivilDate",
    "CivilDateTime",
    "Code",
    "ErrorInfo",
    "Money",
    "Seconds",
    "UserFilter",
];

/// The two parts of the generated code.
pub(super) struct Parts {
    pub(super) models: String,
    pub(super) conversions: String,
}

/// Splits the code that was generated for the core.
pub(super) fn split(source: &str) -> Result<Parts> {
    let (mut models, mut conversions) = (Vec::new(), Vec::new());
    let declarations = declarations(source);
    let aliases = aliases(&declarations);
    for text in declarations {
        match name(text).filter(|name| !HIDDEN.contains(&name.as_str())) {
            Some(name) => models.push(model(&name, text, &aliases)?),
            None => conversions.push(text),
        }
    }
    ensure!(
        models.len() > 30,
        "uniffi generates models in another form: update bindgen/src/kotlin/models.rs"
    );
    let conversions = conversions.join("\n").replacen(
        &format!("package {PUBLIC}\n"),
        &format!("package {INTERNAL}\n\nimport {PUBLIC}.*\n"),
        1,
    );
    let models = models.join("\n");
    // A method of a model is a call of the native library.
    let calls =
        if models.contains("uniffiRustCall") { format!("import {INTERNAL}.*\n\n") } else { String::new() };
    // The class of the file, which is empty, is not for Java.
    let models = format!("@file:JvmSynthetic\n\npackage {PUBLIC}\n\n{calls}{models}");
    Ok(Parts { models, conversions })
}

/// Imports the conversions from their own package.
pub(super) fn with_moved_imports(source: &str) -> Result<String> {
    let hidden = HIDDEN.join("|");
    let moved = Regex::new(&format!(r"\bcom\.chat44mp\.(FfiConverter|RustBuffer\b|uniffi|(?:{hidden})\b)"))?;
    Ok(moved.replace_all(source, format!("{INTERNAL}.$1")).into_owned())
}

/// The declarations of a file, each with its documentation. What precedes the first one is its header.
fn declarations(source: &str) -> Vec<&str> {
    let (mut parts, mut start, mut at, mut doc, mut last) = (Vec::new(), 0, 0, None, "");
    for line in source.split_inclusive('\n') {
        if line.starts_with("/**") {
            doc = Some(at);
        }
        let text = line.trim_end();
        let is_declaration =
            ["data class ", "enum class ", "public typealias "].iter().any(|it| text.starts_with(it));
        let is_end = text == "}" && last == "    companion object" || text.starts_with("public typealias ");
        if is_declaration {
            let first = doc.take().unwrap_or(at);
            parts.push(&source[start..first]);
            start = first;
        }
        at += line.len();
        if is_end {
            parts.push(&source[start..at]);
            start = at;
        }
        if !text.is_empty() && !text.starts_with(['/', '*', ' ']) {
            doc = None;
        }
        if !text.trim().is_empty() {
            last = text;
        }
    }
    parts.push(&source[start..]);
    parts
}

/// The name of a model; `None` for other code.
fn name(text: &str) -> Option<String> {
    let line = text.lines().find(|line| !line.is_empty() && !line.starts_with(['/', ' ']))?;
    let rest =
        ["data class ", "enum class ", "public typealias "].iter().find_map(|it| line.strip_prefix(it))?;
    let name: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
    (!name.starts_with("FfiConverter")).then_some(name)
}

/// The types that are other names, and what they stand for.
fn aliases(declarations: &[&str]) -> BTreeMap<String, String> {
    let alias = |text: &&str| {
        let line = text.lines().find_map(|line| line.strip_prefix("public typealias "))?;
        line.split_once(" = ").map(|(name, of)| (name.to_owned(), of.to_owned()))
    };
    declarations.iter().filter_map(alias).filter(|(name, _)| HIDDEN.contains(&name.as_str())).collect()
}

/// Writes a model.
fn model(name: &str, text: &str, aliases: &BTreeMap<String, String>) -> Result<String> {
    let text = kotlin_links(text)?;
    let text = Regex::new(r"\b[A-Z]\w+\b")?
        .replace_all(&text, |found: &Captures<'_>| {
            aliases.get(&found[0]).cloned().unwrap_or(found[0].to_owned())
        })
        .replace("kotlin.", "");
    let Some((doc, class)) = text.split_once(&format!("data class {name} (\n")) else {
        let text = text.replace("\nenum class ", "public enum class ");
        return Ok(match text.split_once("    companion object\n") {
            Some((variants, end)) => format!("{}\n{end}\n", variants.trim_end()),
            None => text + "\n",
        });
    };
    let (fields, body) = class.split_once("\n){\n").context("a data class without fields")?;
    let fields: Vec<Field<'_>> = fields.split("\n    , \n").map(Field::parse).collect::<Result<_>>()?;
    Ok(Model { name, doc, fields, body }.written())
}

/// A model with its fields.
struct Model<'a> {
    name: &'a str,
    doc: &'a str,
    fields: Vec<Field<'a>>,
    body: &'a str,
}

impl Model<'_> {
    fn written(&self) -> String {
        let Model { name, doc, fields, .. } = self;
        let names: Vec<String> = fields.iter().map(|field| format!("\"{}\"", field.json_name())).collect();
        let parameters: String = fields.iter().map(Field::parameter).collect();
        // A password must not be written anywhere.
        let is_secret = fields.iter().any(|field| field.kind == "Password");
        let supertype = if is_secret { "" } else { " : java.io.Serializable" };
        let methods = self.body.split("companion object").next().unwrap_or_default().trim();
        let methods = if methods.is_empty() { String::new() } else { format!("    {methods}\n\n") };
        let (builder, start) = self.builder();
        format!(
            "{doc}public data class {name} @java.beans.ConstructorProperties({}) constructor(\n{parameters}){supertype} {{\n\
             {methods}{builder}    public companion object{start}\n}}\n",
            names.join(", ")
        )
    }

    /// The builder of an argument, and the function that creates it.
    fn builder(&self) -> (String, String) {
        if !self.fields.iter().any(|field| field.is_argument) {
            return Default::default();
        }
        let name = self.name;
        let (optional, required): (Vec<_>, Vec<_>) = self.fields.iter().partition(|field| field.is_argument);
        let list = |each: &dyn Fn(&Field<'_>) -> String, fields: &[&Field<'_>]| {
            fields.iter().map(|field| each(field)).collect::<Vec<_>>().join(", ")
        };
        let given = list(&|field| format!("{}: {}", field.name, field.kind), &required);
        let passed = list(&|field| field.name.to_owned(), &required);
        let all = list(&|field| field.name.to_owned(), &self.fields.iter().collect::<Vec<_>>());
        let kept = list(&|field| format!("private val {}: {}", field.name, field.kind), &required);
        let mut builder = format!(
            "    /** Builds a [{name}] in Java. */\n    public class Builder internal constructor({kept}) {{\n"
        );
        for field in &optional {
            builder += &format!("        private var {}: {} = null\n", field.name, field.kind);
        }
        for Field { doc, name, kind, .. } in &optional {
            let doc = doc.replace('\n', "\n    ");
            builder += &format!(
                "\n    {doc}\n        public fun {name}({name}: {kind}): Builder = apply {{ this.{name} = {name} }}\n"
            );
        }
        builder += &format!(
            "\n        /** Creates the [{name}]. */\n        public fun build(): {name} = {name}({all})\n    }}\n\n"
        );
        let start = format!(
            " {{\n        /** Returns a builder for Java. */\n        @JvmStatic\n        public fun builder({given}): Builder = \
             Builder({passed})\n    }}"
        );
        (builder, start)
    }
}

/// A field of a model.
struct Field<'a> {
    doc: &'a str,
    name: &'a str,
    kind: &'a str,
    /// Whether programs may omit it in an argument of a call.
    is_argument: bool,
}

impl Field<'_> {
    fn parse(text: &str) -> Result<Field<'_>> {
        let (doc, declaration) =
            text.trim_end().split_once("\n    val `").context("a field without documentation")?;
        let (name, kind) = declaration.split_once("`: ").context("a field without a type")?;
        let (kind, default) = kind.split_once(" = ").unwrap_or((kind, ""));
        Ok(Field { doc, name, kind, is_argument: !default.is_empty() })
    }

    fn parameter(&self) -> String {
        let Field { doc, name, kind, .. } = self;
        let default = match kind {
            kind if kind.ends_with('?') => " = null",
            kind if kind.starts_with("List<") => " = emptyList()",
            _ => "",
        };
        format!("{doc}\n    val {name}: {kind}{default},\n")
    }

    /// The property that Jackson derives from the getter.
    fn json_name(&self) -> String {
        match self.name.strip_prefix("is") {
            Some(rest) if rest.starts_with(char::is_uppercase) => rest[..1].to_lowercase() + &rest[1..],
            _ => self.name.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "package com.chat44mp\n\n/**\n * A row.\n */\ndata class Row (\n    /**\n     * Its id.\n     */\n    \
        val `id`: RowId\n    , \n    /**\n     * Its day.\n     */\n    val `day`: CivilDate? = null \n    \n){\n    \n\n    \
        companion object\n}\n\n/**\n * @suppress\n */\npublic object FfiConverterTypeRow {\n}\n\n/**\n * An id.\n */\npublic \
        typealias RowId = kotlin.Long\npublic typealias CivilDate = java.time.LocalDate\n";

    #[test]
    fn separates_models_from_conversions() {
        let parts = declarations(SOURCE);
        assert_eq!(parts.concat(), SOURCE);
        let names: Vec<_> = parts.iter().filter_map(|part| name(part)).collect();
        assert_eq!(names, ["Row", "RowId", "CivilDate"]);
    }

    #[test]
    fn writes_a_model_with_a_builder() {
        let parts = declarations(SOURCE);
        let row = parts.iter().find(|part| name(part).as_deref() == Some("Row")).unwrap();
        let written = model("Row", row, &aliases(&parts)).unwrap();
        assert!(
            written.contains("@java.beans.ConstructorProperties(\"id\", \"day\") constructor("),
            "{written}"
        );
        assert!(
            written.contains("    val day: java.time.LocalDate? = null,\n) : java.io.Serializable {"),
            "{written}"
        );
        assert!(written.contains("public fun build(): Row = Row(id, day)"), "{written}");
        assert!(written.contains("public fun builder(id: RowId): Builder = Builder(id)"), "{written}");
    }
}
