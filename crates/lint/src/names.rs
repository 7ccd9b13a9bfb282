//! Names in the messages of the core stand in backticks, and nothing else that looks like a name does: each language spells
//! them in its own way.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context, Result};
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use regex_lite::Regex;
use syn::{Attribute, Item, LitStr};

use crate::sources::{self, Finding};

const CORE: &str = "crates/chat44mp/src/";

/// The code of bindings, whose own texts are already in their language.
const OTHERS: &[&str] = &["interop/", "fuzzing.rs", "ffi/exceptions.rs", "language.rs"];

/// Attributes of the structs whose fields are options, arguments or results.
const DEFINITIONS: &[&str] = &["options", "argument", "model"];

/// Names that no struct or parameter defines: arguments of functions.
const ARGUMENTS: &[&str] = &["api_key", "params", "path_id", "format", "raw", "call"];

pub(crate) fn check() -> Result<Vec<Finding>> {
    let mut files = Vec::new();
    for path in sources::tracked()?.into_iter().filter(|path| is_checked(path)) {
        let text = fs::read_to_string(sources::root().join(&path))?;
        let items = syn::parse_file(&text).with_context(|| path.clone())?.items;
        files.push((path, text, items));
    }
    let mut names: BTreeSet<String> = ARGUMENTS.iter().map(|name| (*name).to_owned()).collect();
    for (_, _, items) in &files {
        define(items, &mut names)?;
    }
    let rule = Rule::new(names)?;
    let mut findings = Vec::new();
    for (path, text, items) in &files {
        for literal in literals(items) {
            let line = text.find(literal.lines().next().unwrap_or_default());
            let line = line.map_or(0, |at| text[..at].matches('\n').count() + 1);
            findings.extend(rule.problems(&literal).into_iter().map(|it| Finding::new(path, line, it)));
        }
    }
    Ok(findings)
}

fn is_checked(path: &str) -> bool {
    path.strip_prefix(CORE).is_some_and(|path| {
        sources::is_production(path) && !OTHERS.iter().any(|other| path.starts_with(other))
    })
}

/// Adds the names that these items define: fields of options, arguments and results, parameters of calls, and calls.
fn define(items: &[Item], names: &mut BTreeSet<String>) -> Result<()> {
    let parameter = Regex::new(r#"\b[A-Z_]+ = "(\w+)" , [A-Z]\w+\b|"([a-z_]+\.[a-z_]+)""#)?;
    let is_definition =
        |attribute: &Attribute| DEFINITIONS.iter().any(|name| attribute.path().is_ident(name));
    for item in items {
        match item {
            Item::Struct(item) if item.attrs.iter().any(is_definition) || item.ident == "ImportRow" => {
                names.extend(item.fields.iter().filter_map(|field| Some(field.ident.as_ref()?.to_string())));
            }
            Item::Mod(_) => {}
            _ => {
                let code = item.to_token_stream().to_string();
                let found = parameter.captures_iter(&code);
                names.extend(found.filter_map(|it| Some(it.get(1).or(it.get(2))?.as_str().to_owned())));
            }
        }
    }
    Ok(())
}

/// The string literals of the code that ships, without attributes and messages of the server.
fn literals(items: &[Item]) -> Vec<String> {
    let mut found = Vec::new();
    for item in items {
        let code = item.to_token_stream();
        match item {
            Item::Mod(module) if !is_test(&module.attrs) => {
                let inner = module.content.as_ref().map(|(_, items)| literals(items));
                found.extend(inner.unwrap_or_default());
            }
            Item::Mod(_) => {}
            Item::Macro(item) if item.mac.path.is_ident("messages") => {}
            _ => collect(code, &mut found),
        }
    }
    found
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| attribute.to_token_stream().to_string().contains("test"))
}

fn collect(code: TokenStream, found: &mut Vec<String>) {
    let mut is_attribute = false;
    for token in code {
        match token {
            TokenTree::Group(group) if !is_attribute => collect(group.stream(), found),
            TokenTree::Literal(literal) => {
                found
                    .extend(syn::parse2::<LitStr>(TokenTree::from(literal).into()).ok().map(|it| it.value()));
            }
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                is_attribute = true;
                continue;
            }
            _ => {}
        }
        is_attribute = false;
    }
}

struct Rule {
    names: BTreeSet<String>,
    quoted: Regex,
    marked: Regex,
    word: Regex,
}

impl Rule {
    fn new(names: BTreeSet<String>) -> Result<Rule> {
        Ok(Rule {
            names,
            quoted: Regex::new(r#""[^"]*""#)?,
            marked: Regex::new("`([a-z][a-z0-9_.]*)`")?,
            word: Regex::new(r"[A-Za-z0-9_./:]+")?,
        })
    }

    /// What is wrong with the names of a text; only sentences are checked.
    fn problems(&self, text: &str) -> Vec<String> {
        if !text.contains(' ') {
            return Vec::new();
        }
        let text = self.quoted.replace_all(text, "\"\"");
        let marked = self.marked.captures_iter(&text).filter_map(|it| Some(it.get(1)?.as_str()));
        let unknown = marked.filter(|name| !self.names.contains(*name));
        let unknown = unknown.map(|name| format!("`{name}` is no name; put a value in double quotes"));
        let bare = self.marked.replace_all(&text, "``");
        let words = self.word.find_iter(&bare).map(|word| word.as_str().trim_end_matches(['.', ':']));
        // A single word such as `email` also has its ordinary meaning.
        let unmarked = words.filter(|word| word.contains(['_', '.']) && self.names.contains(*word));
        unknown.chain(unmarked.map(|word| format!("put `{word}` in backticks"))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_names_without_backticks_and_values_with_them() {
        let names = ["base_url", "email", "users.get"].map(str::to_owned);
        let rule = Rule::new(BTreeSet::from(names)).unwrap();
        assert_eq!(rule.problems("check base_url."), ["put `base_url` in backticks"]);
        assert_eq!(rule.problems("find it with users.get, or"), ["put `users.get` in backticks"]);
        assert_eq!(rule.problems("pass `tab` or `;`"), ["`tab` is no name; put a value in double quotes"]);
        for right in ["pass `base_url`; \"base_url\" is a value", "the email with `users.get`", "base_url"] {
            assert!(rule.problems(right).is_empty(), "{right}");
        }
    }

    #[test]
    fn ignores_tests_attributes_and_messages_of_the_server() {
        let code = r#"
            #[doc = "an attribute"]
            fn it() { f("a literal") }
            messages! { "of the server" => CODE }
            #[cfg(test)]
            mod tests { fn it() { f("of a test") } }
        "#;
        assert_eq!(literals(&syn::parse_file(code).unwrap().items), ["a literal"]);
    }
}
