//! The structs and enums of the core with their documentation.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use quote::ToTokens;
use regex_lite::Regex;
use syn::{Attribute, Fields, GenericArgument, ImplItem, Item, PathArguments, Type};
use xtask::workspace;

use crate::generate::definitions::{docs, first_paragraph, items};

/// What the documentation says about types, by their names in Rust.
pub(super) struct Models {
    structs: BTreeMap<String, Vec<Field>>,
    enums: BTreeMap<String, Enum>,
    /// The documentation of IDs, from the macros that define them.
    ids: BTreeMap<String, String>,
    /// The methods of the options of an export, which set one option each.
    pub(super) export_options: Vec<Field>,
}

/// An enum: its documentation and its values.
struct Enum {
    about: String,
    values: Vec<Field>,
}

/// A field of a struct, or a value of an enum.
#[derive(Clone)]
pub(super) struct Field {
    pub(super) name: String,
    /// Its type in Rust, without `Option`; empty for a value.
    pub(super) class: String,
    pub(super) is_optional: bool,
    pub(super) about: String,
}

impl Models {
    /// Reads the sources of the core.
    pub(super) fn read() -> Result<Models> {
        let (structs, enums, ids) = <(BTreeMap<_, _>, BTreeMap<_, _>, BTreeMap<_, _>)>::default();
        let mut models = Models { structs, enums, ids, export_options: Vec::new() };
        models.read_folder(&workspace::root().join("crates/chat44mp/src"))?;
        Ok(models)
    }

    fn read_folder(&mut self, folder: &Path) -> Result<()> {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                self.read_folder(&path)?;
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                items(&path)?.into_iter().for_each(|item| self.add(item));
            }
        }
        Ok(())
    }

    fn add(&mut self, item: Item) {
        let is_public = |visibility: &syn::Visibility| matches!(visibility, syn::Visibility::Public(_));
        match item {
            Item::Struct(item) if is_public(&item.vis) => {
                let Fields::Named(fields) = item.fields else { return };
                let public = fields.named.into_iter().filter(|field| is_public(&field.vis));
                let fields = public.map(|field| Field::new(field.ident, &field.ty, &field.attrs)).collect();
                self.structs.insert(item.ident.to_string(), fields);
            }
            Item::Enum(item) if is_public(&item.vis) => {
                let value = |variant: syn::Variant| Field {
                    name: heck::ToSnakeCase::to_snake_case(variant.ident.to_string().as_str()),
                    class: String::new(),
                    is_optional: false,
                    about: first_paragraph(&docs(&variant.attrs)),
                };
                let about = first_paragraph(&docs(&item.attrs));
                let values = item.variants.into_iter().map(value).collect();
                self.enums.insert(item.ident.to_string(), Enum { about, values });
            }
            Item::Macro(item) if item.mac.path.to_token_stream().to_string().ends_with("_ids") => {
                self.add_ids(&item.mac.tokens.to_string());
            }
            Item::Impl(item) if item.self_ty.to_token_stream().to_string() == "ExportOptions" => {
                self.export_options.extend(item.items.into_iter().filter_map(setter));
            }
            _ => {}
        }
    }

    /// IDs are defined in macros, each with its documentation.
    fn add_ids(&mut self, tokens: &str) {
        let Ok(pattern) = Regex::new(r#"doc = r?"([^"]*)"\s*\]\s*(\w+)\s*,"#) else { return };
        for found in pattern.captures_iter(tokens) {
            self.ids.insert(found[2].to_owned(), found[1].trim().to_owned());
        }
    }

    /// The fields of a struct.
    pub(super) fn fields(&self, class: &str) -> Result<&[Field]> {
        self.structs.get(class).map(Vec::as_slice).with_context(|| format!("the core has no struct {class}"))
    }

    pub(super) fn is_struct(&self, class: &str) -> bool {
        self.structs.get(class).is_some_and(|fields| !fields.is_empty())
    }

    /// The values of an enum.
    pub(super) fn values(&self, class: &str) -> Option<&[Field]> {
        self.enums.get(class).map(|item| item.values.as_slice())
    }

    pub(super) fn is_id(&self, class: &str) -> bool {
        self.ids.contains_key(class)
    }

    /// The documentation of an ID or an enum.
    pub(super) fn about(&self, class: &str) -> Option<&str> {
        let of_enum = || self.enums.get(class).map(|item| item.about.as_str());
        self.ids.get(class).map(String::as_str).or_else(of_enum)
    }

    /// A type of Rust in the words of every language.
    pub(super) fn class(&self, class: &str) -> String {
        if let Some(item) = class.strip_prefix("Vec<").and_then(|rest| rest.strip_suffix('>')) {
            return format!("list of {}", self.class(item));
        }
        if self.ids.contains_key(class) {
            let is_text = ["Psid", "PageId", "LabelId"].contains(&class);
            return if is_text { "text, digits".to_owned() } else { "integer".to_owned() };
        }
        match class {
            "String" => "text".to_owned(),
            "bool" => "true or false".to_owned(),
            "i64" | "u32" | "usize" | "u64" => "integer".to_owned(),
            "Date" => "date".to_owned(),
            "DateTime" => "date and time".to_owned(),
            "Seconds" => "duration".to_owned(),
            "Password" => "secret text".to_owned(),
            "PathBuf" => "path".to_owned(),
            "CaCerts" => "path or PEM text".to_owned(),
            "BTreeMap<String,String>" => "map of text to text".to_owned(),
            "Error" => "error".to_owned(),
            other if self.enums.contains_key(other) => "one of the values below".to_owned(),
            other => format!("`{other}`"),
        }
    }
}

impl Field {
    fn new(name: Option<syn::Ident>, class: &Type, attributes: &[Attribute]) -> Field {
        let name = name.map(|name| name.to_string()).unwrap_or_default();
        let (class, is_optional) = match inner(class, "Option") {
            Some(class) => (spelled(class), true),
            None => (spelled(class), false),
        };
        Field { name, class, is_optional, about: first_paragraph(&docs(attributes)) }
    }
}

/// The option that a method of a builder sets.
fn setter(item: ImplItem) -> Option<Field> {
    let ImplItem::Fn(method) = item else { return None };
    let syn::FnArg::Typed(value) = method.sig.inputs.iter().nth(1)? else { return None };
    let is_builder = matches!(method.vis, syn::Visibility::Public(_)) && method.sig.ident != "on_progress";
    is_builder.then(|| Field {
        is_optional: true,
        ..Field::new(Some(method.sig.ident.clone()), &value.ty, &method.attrs)
    })
}

/// The argument of a generic type, such as `T` of `Option<T>`.
pub(super) fn inner<'a>(class: &'a Type, name: &str) -> Option<&'a Type> {
    let Type::Path(path) = class else { return None };
    let last = path.path.segments.last().filter(|segment| segment.ident == name)?;
    match &last.arguments {
        PathArguments::AngleBracketed(arguments) => match arguments.args.first()? {
            GenericArgument::Type(class) => Some(class),
            _ => None,
        },
        _ => None,
    }
}

/// A type as it is written, without blanks.
pub(super) fn spelled(class: &Type) -> String {
    class.to_token_stream().to_string().replace(' ', "")
}
