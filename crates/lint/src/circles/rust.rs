//! The imports between the files of each crate: `use` declarations and qualified paths, also within macros. Re-exports are
//! followed to the file that defines the item. Code for tests is ignored.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, Item, UseTree, Visibility};

use super::graph::Imports;
use crate::sources;

/// The imports of every crate, by the root file of the crate.
pub(super) fn imports(tracked: &[String]) -> Result<BTreeMap<String, Imports>> {
    let is_root = |path: &&String| path.ends_with("src/lib.rs") || path.ends_with("src/main.rs");
    tracked.iter().filter(is_root).map(|root| Ok((root.clone(), Crate::load(root)?.imports()))).collect()
}

/// A crate's modules; the first one is its root.
#[derive(Default)]
struct Crate {
    modules: Vec<Module>,
    /// Macros that are at the root wherever they are defined, with their module.
    exported_macros: BTreeMap<String, usize>,
}

#[derive(Default)]
struct Module {
    file: String,
    parent: usize,
    children: BTreeMap<String, usize>,
    items: BTreeSet<String>,
    /// Imported names with their paths; a glob has the name `*`.
    uses: Vec<Use>,
    /// Every path in the code.
    paths: BTreeSet<Vec<String>>,
}

struct Use {
    name: String,
    path: Vec<String>,
    is_public: bool,
}

/// What a path leads to.
#[derive(Clone, Copy)]
enum Target {
    Module(usize),
    /// An item that this module defines.
    Item(usize),
}

impl Crate {
    fn load(root: &str) -> Result<Crate> {
        let mut loaded = Crate::default();
        let folder = Path::new(root).parent().unwrap_or(Path::new("")).to_owned();
        loaded.load_file(root, &folder, 0)?;
        Ok(loaded)
    }

    fn load_file(&mut self, file: &str, folder: &Path, parent: usize) -> Result<usize> {
        let text = fs::read_to_string(sources::root().join(file)).with_context(|| file.to_owned())?;
        let items = syn::parse_file(&text).with_context(|| format!("{file} is no Rust"))?.items;
        self.add_module(items, file, folder, parent)
    }

    /// Adds a module whose child modules have their files in `folder`.
    fn add_module(&mut self, items: Vec<Item>, file: &str, folder: &Path, parent: usize) -> Result<usize> {
        let at = self.modules.len();
        self.modules.push(Module { file: file.to_owned(), parent, ..Module::default() });
        for item in items {
            let tokens = item.to_token_stream();
            if is_for_tests(attributes(&item)) {
                continue;
            }
            match item {
                Item::Mod(module) => {
                    let name = module.ident.to_string();
                    let inside = folder.join(&name);
                    let child = match module.content {
                        Some((_, items)) => self.add_module(items, file, &inside, at)?,
                        None => self.load_file(&file_of(&inside), &inside, at)?,
                    };
                    self.modules[at].children.insert(name, child);
                }
                Item::Use(declaration) => {
                    let is_public = !matches!(declaration.vis, Visibility::Inherited);
                    flatten(&declaration.tree, &mut Vec::new(), is_public, &mut self.modules[at].uses);
                }
                item => {
                    if let Some(name) = name_of(&item) {
                        if attributes(&item).iter().any(|attribute| attribute.path().is_ident("macro_export"))
                        {
                            self.exported_macros.insert(name.clone(), at);
                        }
                        self.modules[at].items.insert(name);
                    }
                    collect_paths(tokens, &mut self.modules[at].paths);
                }
            }
        }
        Ok(at)
    }

    /// Which file of the crate needs which.
    fn imports(&self) -> Imports {
        let mut imports = Imports::new();
        for (at, module) in self.modules.iter().enumerate() {
            let mut needs = Vec::new();
            for Use { path, name, is_public } in &module.uses {
                let target = match (name.as_str(), self.resolve(at, path, 0)) {
                    ("*", Some(Target::Module(target))) | (_, Some(Target::Item(target))) => target,
                    _ => continue,
                };
                // A module that re-exports what is below it does not need it.
                if !(*is_public && self.is_within(target, at)) {
                    needs.push(target);
                }
            }
            for path in &module.paths {
                if let Some(Target::Item(target)) = self.resolve(at, path, 0) {
                    needs.push(target);
                }
            }
            let files = needs.iter().map(|target| &self.modules[*target].file);
            let others = files.filter(|file| **file != module.file).cloned();
            imports.entry(module.file.clone()).or_default().extend(others);
        }
        imports
    }

    fn is_within(&self, mut module: usize, outer: usize) -> bool {
        while module != outer && module != 0 {
            module = self.modules[module].parent;
        }
        module == outer
    }

    /// Follows a path from a module; nothing if it leaves the crate.
    fn resolve(&self, from: usize, path: &[String], depth: usize) -> Option<Target> {
        let (first, rest) = path.split_first()?;
        // Names can be re-exported in circles.
        if depth > 16 {
            return None;
        }
        match first.as_str() {
            "crate" => self.walk(0, rest, depth),
            "self" => self.walk(from, rest, depth),
            "super" if rest.first().is_some_and(|next| next == "super") => {
                self.resolve(self.modules[from].parent, rest, depth)
            }
            "super" => self.walk(self.modules[from].parent, rest, depth),
            name => match self.modules[from].children.get(name) {
                Some(child) => self.walk(*child, rest, depth),
                None => self.imported(from, name, rest, depth, false),
            },
        }
    }

    /// Follows the rest of a path within a module.
    fn walk(&self, at: usize, path: &[String], depth: usize) -> Option<Target> {
        let Some((first, rest)) = path.split_first() else { return Some(Target::Module(at)) };
        let module = &self.modules[at];
        if first == "*" {
            return Some(Target::Module(at));
        }
        if let Some(child) = module.children.get(first) {
            return self.walk(*child, rest, depth);
        }
        if module.items.contains(first) {
            return Some(Target::Item(at));
        }
        self.imported(at, first, rest, depth, true).or_else(|| match self.exported_macros.get(first) {
            Some(defined) if at == 0 => Some(Target::Item(*defined)),
            // A macro defines it.
            _ => Some(Target::Item(at)),
        })
    }

    /// Follows a name that a module imports.
    fn imported(&self, at: usize, name: &str, rest: &[String], depth: usize, globs: bool) -> Option<Target> {
        let uses = &self.modules[at].uses;
        if let Some(found) = uses.iter().find(|import| import.name == name && import.path.len() > 1) {
            let target = self.resolve(at, &found.path, depth + 1)?;
            return match target {
                Target::Module(module) => self.walk(module, rest, depth + 1),
                item => Some(item),
            };
        }
        let globs = uses.iter().filter(|import| globs && import.name == "*");
        globs.into_iter().find_map(|glob| {
            let Some(Target::Module(module)) = self.resolve(at, &glob.path, depth + 1) else { return None };
            let has = self.modules[module].items.contains(name);
            has.then_some(Target::Item(module))
        })
    }
}

/// Where the module with this path, without an extension, is.
fn file_of(path: &Path) -> String {
    let file = path.with_extension("rs");
    let found = if sources::root().join(&file).is_file() { file } else { path.join("mod.rs") };
    found.components().collect::<PathBuf>().to_string_lossy().replace('\\', "/")
}

/// Whether something exists only in tests.
fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let words = attribute.meta.to_token_stream().to_string();
        attribute.path().is_ident("cfg") && words.contains("test") && !words.contains("not")
    })
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
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
fn flatten(tree: &UseTree, path: &mut Vec<String>, is_public: bool, uses: &mut Vec<Use>) {
    let mut add = |path: &[String], name: String, last: Option<String>| {
        let path = path.iter().cloned().chain(last.filter(|last| last != "self")).collect();
        uses.push(Use { name, path, is_public });
    };
    match tree {
        UseTree::Path(tree) => {
            path.push(tree.ident.to_string());
            flatten(&tree.tree, path, is_public, uses);
            path.pop();
        }
        UseTree::Name(tree) if tree.ident == "self" => {
            add(path, path.last().cloned().unwrap_or_default(), None);
        }
        UseTree::Name(tree) => add(path, tree.ident.to_string(), Some(tree.ident.to_string())),
        UseTree::Rename(tree) => add(path, tree.rename.to_string(), Some(tree.ident.to_string())),
        UseTree::Glob(_) => add(path, "*".to_owned(), None),
        UseTree::Group(tree) => tree.items.iter().for_each(|tree| flatten(tree, path, is_public, uses)),
    }
}

/// What these macros are given is code of the crate that it is written to.
const QUOTES: [&str; 3] = ["quote", "quote_spanned", "parse_quote"];

/// The paths of at least two names in some code.
fn collect_paths(tokens: TokenStream, paths: &mut BTreeSet<Vec<String>>) {
    let mut path: Vec<String> = Vec::new();
    let mut colons = 0;
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(name) if QUOTES.iter().any(|quote| name == quote) && is_bang(tokens.peek()) => {
                finish(&mut path, paths);
                colons = 0;
                // The exclamation mark and the code.
                tokens.nth(1);
            }
            TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
            TokenTree::Ident(name) => {
                if colons != 2 {
                    finish(&mut path, paths);
                }
                path.push(name.to_string());
                colons = 0;
            }
            TokenTree::Group(group) => {
                finish(&mut path, paths);
                colons = 0;
                collect_paths(group.stream(), paths);
            }
            _ => {
                finish(&mut path, paths);
                colons = 0;
            }
        }
    }
    finish(&mut path, paths);
}

fn is_bang(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == '!')
}

fn finish(path: &mut Vec<String>, paths: &mut BTreeSet<Vec<String>>) {
    let path = std::mem::take(path);
    if path.len() > 1 {
        paths.insert(path);
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
        let lib = "mod a;\nmod b;\n";
        let files = [
            ("lib.rs", lib),
            ("a.rs", "use crate::b::f;\npub fn g() {}\n"),
            ("b.rs", "fn f() { super::a::g() }\n"),
        ];
        assert_eq!(imports_of(&files), ["a.rs -> b.rs", "b.rs -> a.rs"]);
    }

    #[test]
    fn ignores_code_for_other_crates() {
        let lib = "mod a;\npub fn f() { a::g() }\n";
        let a = "pub fn g() { quote! { use crate::b::C; crate::f() } }\n";
        assert_eq!(imports_of(&[("lib.rs", lib), ("a.rs", a)]), ["lib.rs -> a.rs"]);
    }

    #[test]
    fn ignores_code_for_tests() {
        let lib = "mod a;\npub fn f() { a::g() }\n";
        let a = "pub fn g() {}\n#[cfg(test)]\nmod tests { use crate::f; }\n";
        assert_eq!(imports_of(&[("lib.rs", lib), ("a.rs", a)]), ["lib.rs -> a.rs"]);
    }
}
