//! The imports between the files of each crate: `use` declarations and qualified paths, also within macros. Re-exports are
//! followed to the file that defines the item. Code for tests is ignored.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::{Context, Result};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use regex_lite::Regex;
use syn::{Item, UseTree, Visibility};

use crate::sources::{self, Imports};

/// The imports of every crate.
pub(super) fn imports(tracked: &[String]) -> Result<Vec<Imports>> {
    let is_root = |path: &&String| path.ends_with("src/lib.rs") || path.ends_with("src/main.rs");
    tracked.iter().filter(is_root).map(|root| Ok(Crate::load(root)?.imports())).collect()
}

/// Names, separated by `::` in the sources.
type Names = Vec<String>;

/// A crate's modules by their paths; the root's path is empty.
#[derive(Default)]
struct Crate(BTreeMap<Names, Module>);

#[derive(Default)]
struct Module {
    file: String,
    items: BTreeSet<String>,
    uses: Vec<Use>,
    /// Every path in the code.
    paths: BTreeSet<Names>,
}

/// An imported name with its path; a glob has the name `*`.
struct Use {
    name: String,
    path: Names,
    is_public: bool,
}

/// What a path leads to: a module, or an item that a module defines.
struct Target {
    module: Names,
    is_item: bool,
}

impl Crate {
    fn load(root: &str) -> Result<Crate> {
        let mut loaded = Crate::default();
        let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
        loaded.load_file(Names::new(), root, folder)?;
        Ok(loaded)
    }

    fn load_file(&mut self, path: Names, file: &str, folder: &str) -> Result<()> {
        let text = fs::read_to_string(sources::root().join(file)).with_context(|| file.to_owned())?;
        let items = syn::parse_file(&text).with_context(|| format!("{file} is no Rust"))?.items;
        self.add(path, items, file, folder)
    }

    /// Adds a module whose child modules have their files in `folder`.
    fn add(&mut self, path: Names, items: Vec<Item>, file: &str, folder: &str) -> Result<()> {
        let mut module = Module { file: file.to_owned(), ..Module::default() };
        for item in items {
            let attributes = attributes(&item);
            if attributes.contains("cfg (test") || attributes.contains("cfg (all (test") {
                continue;
            }
            match item {
                Item::Mod(child) => {
                    let (inside, path) = (format!("{folder}/{}", child.ident), joined(&path, &child.ident));
                    match child.content {
                        Some((_, items)) => self.add(path, items, file, &inside)?,
                        None if sources::root().join(&inside).with_extension("rs").is_file() => {
                            self.load_file(path, &format!("{inside}.rs"), &inside)?;
                        }
                        None => self.load_file(path, &format!("{inside}/mod.rs"), &inside)?,
                    }
                }
                Item::Use(declaration) => {
                    let is_public = !matches!(declaration.vis, Visibility::Inherited);
                    flatten(&declaration.tree, Names::new(), is_public, &mut module.uses);
                }
                item => {
                    if let Some(name) = name_of(&item) {
                        // A macro that is exported is at the root, too.
                        if attributes.contains("macro_export") && !path.is_empty() {
                            let path = [vec!["crate".to_owned()], joined(&path, &name)].concat();
                            let exported = Use { name: name.clone(), path, is_public: true };
                            self.0.entry(Names::new()).or_default().uses.push(exported);
                        }
                        module.items.insert(name);
                    }
                    module.paths.extend(paths(item.to_token_stream()));
                }
            }
        }
        // Exported macros of its children may already be recorded.
        let known = self.0.remove(&path).unwrap_or_default();
        module.uses.extend(known.uses);
        self.0.insert(path, module);
        Ok(())
    }

    /// Which file of the crate needs which.
    fn imports(&self) -> Imports {
        let mut imports = Imports::new();
        for (at, module) in &self.0 {
            let uses = module.uses.iter().filter_map(|import| {
                let Target { module, is_item } = self.resolve(at, &import.path, 0)?;
                // A re-export of a submodule is not a use.
                let is_needed = !(import.is_public && module.starts_with(at));
                ((is_item || import.name == "*") && is_needed).then_some(module)
            });
            let paths = module.paths.iter().filter_map(|path| self.resolve(at, path, 0));
            let paths = paths.filter(|target| target.is_item).map(|target| target.module);
            let files = uses.chain(paths).map(|target| self.0[&target].file.clone());
            let others = files.filter(|file| *file != module.file).collect::<Vec<_>>();
            imports.entry(module.file.clone()).or_default().extend(others);
        }
        imports
    }

    /// Follows a path from a module; nothing if it leaves the crate.
    fn resolve(&self, from: &[String], path: &[String], depth: usize) -> Option<Target> {
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            // Names can be re-exported in circles.
            _ if depth > 16 => None,
            "crate" => self.walk(&[], rest, depth),
            "self" => self.walk(from, rest, depth),
            "super" => self.walk(from, path, depth),
            name if self.0.contains_key(&joined(from, name)) => self.walk(from, path, depth),
            _ => self.imported(from, path, depth),
        }
    }

    /// Follows a path that starts in a module.
    fn walk(&self, at: &[String], path: &[String], depth: usize) -> Option<Target> {
        let here = |is_item| Some(Target { module: at.to_vec(), is_item });
        let Some((first, rest)) = path.split_first() else { return here(false) };
        match joined(at, first) {
            _ if first == "super" => self.walk(&at[..at.len().checked_sub(1)?], rest, depth),
            child if self.0.contains_key(&child) => self.walk(&child, rest, depth),
            _ if self.0[at].items.contains(first) => here(true),
            // If it is not imported, a macro defines it.
            _ => self.imported(at, path, depth).or(here(true)),
        }
    }

    /// Follows a path whose first name a module imports.
    fn imported(&self, at: &[String], path: &[String], depth: usize) -> Option<Target> {
        let (name, rest) = path.split_first()?;
        let uses = &self.0[at].uses;
        if let Some(found) = uses.iter().find(|import| import.name == *name && import.path.len() > 1) {
            return self.resolve(at, &[&found.path, rest].concat(), depth + 1);
        }
        uses.iter().filter(|import| import.name == "*").find_map(|glob| {
            let target = self.resolve(at, &glob.path, depth + 1)?;
            let has = self.0[&target.module].items.contains(name);
            has.then_some(Target { is_item: true, ..target })
        })
    }
}

fn joined(path: &[String], name: impl ToString) -> Names {
    path.iter().cloned().chain([name.to_string()]).collect()
}

/// The attributes of an item as text, without its documentation.
fn attributes(item: &Item) -> String {
    let is_attribute = |token: &TokenTree| match token {
        TokenTree::Punct(punct) => punct.as_char() == '#',
        TokenTree::Group(group) => group.delimiter() == Delimiter::Bracket,
        _ => false,
    };
    let attributes = item.to_token_stream().into_iter().take_while(is_attribute);
    attributes.map(|token| token.to_string()).filter(|text| !text.starts_with("[doc")).collect()
}

fn name_of(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}

/// The names that a `use` declaration imports.
fn flatten(tree: &UseTree, path: Names, is_public: bool, uses: &mut Vec<Use>) {
    let (name, path) = match tree {
        UseTree::Path(tree) => return flatten(&tree.tree, joined(&path, &tree.ident), is_public, uses),
        UseTree::Group(tree) => {
            return tree.items.iter().for_each(|tree| flatten(tree, path.clone(), is_public, uses));
        }
        UseTree::Glob(_) => ("*".to_owned(), path),
        UseTree::Name(tree) if tree.ident == "self" => (path.last().cloned().unwrap_or_default(), path),
        UseTree::Name(tree) => (tree.ident.to_string(), joined(&path, &tree.ident)),
        UseTree::Rename(tree) if tree.ident == "self" => (tree.rename.to_string(), path),
        UseTree::Rename(tree) => (tree.rename.to_string(), joined(&path, &tree.ident)),
    };
    uses.push(Use { name, path, is_public });
}

/// The paths of at least two names in some code.
fn paths(code: TokenStream) -> Vec<Names> {
    let mut text = String::new();
    write(code, &mut text);
    let Ok(path) = Regex::new(r"\w+(?: : : \w+)+") else { return Vec::new() };
    path.find_iter(&text).map(|path| path.as_str().split(" : : ").map(str::to_owned).collect()).collect()
}

/// Writes code as text, with a space after each token, without literals and code that belongs to another crate.
fn write(code: TokenStream, text: &mut String) {
    for token in code {
        match token {
            TokenTree::Group(_) if ["quote ! ", "quote_spanned ! "].iter().any(|end| text.ends_with(end)) => {
            }
            TokenTree::Group(group) => {
                text.push_str("; ");
                write(group.stream(), text);
                text.push_str("; ");
            }
            TokenTree::Literal(_) => text.push_str("; "),
            token => *text += &format!("{token} "),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The imports of a crate with these files, without the names of their folders.
    fn imports_of(files: &[(&str, &str)]) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let file = folder.path().join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
        let root = folder.path().join("lib.rs");
        let imports = Crate::load(root.to_str().unwrap()).unwrap().imports();
        let short = |path: &String| path.rsplit('/').next().unwrap().to_owned();
        let edges = imports.iter().flat_map(|(from, to)| to.iter().map(move |to| (from, to)));
        edges.map(|(from, to)| format!("{} -> {}", short(from), short(to))).collect()
    }

    #[test]
    fn follows_re_exports_paths_and_macros() {
        let lib = "mod a;\npub mod b;\npub use b::c::Thing;\n";
        let a = "use crate::{Thing, b};\nfn f() { b::g(); say!(crate::b::c::h()); }\n";
        let files = [("lib.rs", lib), ("a.rs", a), ("b/mod.rs", "pub(crate) mod c;\npub fn g() {}\n")];
        let c = ("b/c.rs", "pub struct Thing;\npub(crate) fn h() {}\n");
        assert_eq!(imports_of(&[&files[..], &[c]].concat()), ["a.rs -> c.rs", "a.rs -> mod.rs"]);
    }

    #[test]
    fn sees_both_arrows_of_a_planted_circle() {
        let a = "use crate::b::f;\npub fn g() {}\n";
        let files = [("lib.rs", "mod a;\nmod b;\n"), ("a.rs", a), ("b.rs", "fn f() { super::a::g() }\n")];
        assert_eq!(imports_of(&files), ["a.rs -> b.rs", "b.rs -> a.rs"]);
    }

    #[test]
    fn ignores_code_for_other_crates_and_for_tests() {
        let lib = "mod a;\npub fn f() { a::g() }\n";
        let quoted = "pub fn g() { quote! { use crate::b::C; crate::f() } }\n";
        assert_eq!(imports_of(&[("lib.rs", lib), ("a.rs", quoted)]), ["lib.rs -> a.rs"]);
        let test = "pub fn g() {}\n#[cfg(test)]\nmod tests { use crate::f; }\n";
        assert_eq!(imports_of(&[("lib.rs", lib), ("a.rs", test)]), ["lib.rs -> a.rs"]);
    }
}
