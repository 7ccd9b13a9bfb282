//! The calls and the options of the client with their documentation, read from the sources of the core.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use chat44mp::{Access, Operation};
use syn::{
    Attribute, Expr, GenericArgument, ImplItem, Item, Lit, Meta, PathArguments, PathSegment, Signature, Type,
};
use xtask::workspace;

/// A call of the SDK.
pub(crate) struct CallInfo {
    /// Its name, such as `contacts.get`.
    pub(crate) name: String,
    /// The first paragraph of its documentation, without the endpoints.
    pub(crate) about: String,
    /// The endpoints that it calls, such as `GET /get_contact`.
    pub(crate) endpoints: Vec<String>,
    /// Whether it requires an administrator's key.
    pub(crate) is_for_admins: bool,
    /// Its documentation.
    pub(crate) docs: String,
    /// Its signature in Rust.
    pub(crate) signature: Signature,
}

/// An option of the client.
pub(crate) struct OptionInfo {
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) is_time: bool,
    /// Its type in Rust without arguments, such as `u32` or `Vec`.
    pub(crate) kind: String,
}

/// Methods that exist only in Rust: variants of other calls for readers, writers and streams.
const ONLY_IN_RUST: [&str; 3] = ["import_open_file", "import_stream", "export_to"];

/// The calls of all resources, in the order of their definition.
pub(crate) fn calls() -> Result<Vec<CallInfo>> {
    const RESOURCES: [(&str, &str); 7] = [
        ("users", "users/mod.rs"),
        ("packages", "packages.rs"),
        ("subscribers", "subscribers.rs"),
        ("labels", "labels.rs"),
        ("contact_groups", "contact_groups.rs"),
        ("contacts", "contacts/mod.rs"),
        ("flows", "flows/mod.rs"),
    ];
    let mut calls = Vec::new();
    for (resource, file) in RESOURCES {
        let file = source("resources").join(file);
        let methods = items(&file)?.into_iter().filter_map(|item| match item {
            // Handles have a lifetime; models do not.
            Item::Impl(item) if item.trait_.is_none() && has_lifetime(&item.self_ty) => Some(item.items),
            _ => None,
        });
        for method in methods.flatten() {
            let ImplItem::Fn(method) = method else { continue };
            let name = method.sig.ident.to_string();
            if matches!(method.vis, syn::Visibility::Public(_)) && !ONLY_IN_RUST.contains(&name.as_str()) {
                calls.push(call(format!("{resource}.{name}"), docs(&method.attrs), method.sig)?);
            }
        }
    }
    Ok(calls)
}

/// The call of operations that the SDK may not know.
pub(crate) fn custom_call() -> Result<CallInfo> {
    let methods = items(&source("call.rs"))?.into_iter().filter_map(|item| match item {
        Item::Impl(item) => Some(item.items),
        _ => None,
    });
    let method = methods.flatten().find_map(|method| match method {
        ImplItem::Fn(method) if method.sig.ident == "call" => Some(method),
        _ => None,
    });
    let method = method.context("there is no custom call")?;
    call("call".to_owned(), docs(&method.attrs), method.sig)
}

fn call(name: String, docs: String, signature: Signature) -> Result<CallInfo> {
    let paragraph = first_paragraph(&docs);
    let is_endpoint = |code: &&str| code.starts_with("GET /") || code.starts_with("POST /");
    let endpoints: Vec<_> = paragraph.split('`').filter(is_endpoint).map(str::to_owned).collect();
    let about = match endpoints.first() {
        Some(first) => paragraph.split(&format!("`{first}`")).next().unwrap_or_default(),
        None => &paragraph,
    };
    let access = endpoints.iter().filter_map(|endpoint| endpoint.split('/').nth(1)).map(|operation| {
        let operation = Operation::from_name(operation);
        operation
            .map(|operation| operation.info().access)
            .with_context(|| format!("{name}: no such endpoint"))
    });
    let access = access.collect::<Result<Vec<_>>>()?;
    let is_for_admins = access.contains(&Access::Admin);
    Ok(CallInfo { about: about.trim().to_owned(), is_for_admins, endpoints, name, docs, signature })
}

/// The options of the client, in the order of their definition.
pub(crate) fn client_options() -> Result<Vec<OptionInfo>> {
    let options = items(&source("client/options.rs"))?.into_iter().find_map(|item| match item {
        Item::Struct(item) if item.ident == "ClientOptions" => Some(item.fields),
        _ => None,
    });
    let option = |field: syn::Field| {
        let name = field.ident.context("an option has no name")?.to_string();
        let is_time = chat44mp::ClientOptions::TIMES.contains(&name.as_str());
        let kind = optional(&field.ty).with_context(|| format!("{name} is always present"))?;
        Ok(OptionInfo { about: first_paragraph(&docs(&field.attrs)), name, is_time, kind })
    };
    options.context("there is no ClientOptions")?.into_iter().map(option).collect()
}

/// The type `T` of an `Option<T>`.
fn optional(ty: &Type) -> Option<String> {
    fn last(ty: &Type) -> Option<&PathSegment> {
        match ty {
            Type::Path(path) => path.path.segments.last(),
            _ => None,
        }
    }
    let option = last(ty).filter(|part| part.ident == "Option")?;
    let PathArguments::AngleBracketed(arguments) = &option.arguments else { return None };
    match arguments.args.first()? {
        GenericArgument::Type(ty) => Some(last(ty)?.ident.to_string()),
        _ => None,
    }
}

fn source(path: &str) -> PathBuf {
    workspace::root().join("crates/chat44mp/src").join(path)
}

pub(crate) fn items(file: &Path) -> Result<Vec<Item>> {
    let text = fs::read_to_string(file).with_context(|| format!("{}", file.display()))?;
    Ok(syn::parse_file(&text)?.items)
}

fn has_lifetime(class: &Type) -> bool {
    matches!(class, Type::Path(path) if path.path.segments.iter().any(|part| !part.arguments.is_empty()))
}

/// The text of documentation comments.
pub(crate) fn docs(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::NameValue(meta) if meta.path.is_ident("doc") => match &meta.value {
            Expr::Lit(text) => match &text.lit {
                Lit::Str(line) => Some(line.value()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    });
    lines.map(|line| line.trim().to_owned() + "\n").collect()
}

pub(crate) fn first_paragraph(docs: &str) -> String {
    let lines = docs.trim().lines().take_while(|line| !line.is_empty());
    let words: Vec<_> = lines.flat_map(str::split_whitespace).collect();
    words.join(" ")
}
