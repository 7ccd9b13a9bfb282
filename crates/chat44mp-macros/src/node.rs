//! Models as objects of JavaScript. napi writes their types into `native.d.ts`; the values cross by `chat44mp::interop::node`.

use std::ffi::CString;

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::{Fields, Ident, ItemStruct, Type, parse_quote};

use crate::definition::{is_option, is_time, names, parts_of};

/// A model, which Rust passes to JavaScript.
pub(crate) fn output(item: &mut ItemStruct) -> TokenStream {
    if !cfg!(feature = "node") {
        return TokenStream::new();
    }
    declare(item, typescript);
    let (class, names, keys) = parts(item);
    quote! {
        const _: () = {
            use crate::interop::node::{Flat, Keys, Model, Record, ToJs};
            use ::napi::{Env, Result, sys};

            impl Model for #class {
                fn to_record(self, env: Env) -> Result<Record> {
                    let record = Record::new(env)?;
                    #(record.set(#keys, self.#names)?;)*
                    Ok(record)
                }
            }

            impl ToJs for #class {
                fn to_js(self, env: Env) -> Result<Option<sys::napi_value>> {
                    Flat::assemble(env, self)
                }

                fn push(self, flat: &mut Flat) -> Result<()> {
                    static KEYS: Keys = &[#(#keys),*];
                    flat.object(KEYS)?;
                    #(self.#names.push(flat)?;)*
                    Ok(())
                }
            }
        };
    }
}

/// Options, whose keys are validated: there can be others in the same object.
pub(crate) fn options(item: &mut ItemStruct) -> TokenStream {
    if !cfg!(feature = "node") {
        return TokenStream::new();
    }
    declare(item, typescript);
    let (class, names, keys) = parts(item);
    quote! {
        impl #class {
            /// The options in an object that may have the keys `others`, too.
            pub fn from_fields(
                fields: crate::interop::node::Fields,
                others: &[&::std::ffi::CStr],
            ) -> ::napi::Result<Self> {
                fields.deny_unknown(&[&[#(#keys),*], others], crate::interop::node::Kind::Option)?;
                Ok(#class { #(#names: fields.get(#keys)?),* })
            }
        }
    }
}

/// An argument, converted from JavaScript.
pub(crate) fn input(item: &mut ItemStruct) -> TokenStream {
    if !cfg!(feature = "node") {
        return TokenStream::new();
    }
    declare(item, argument_type);
    let (class, names, keys) = parts(item);
    let members = item.fields.iter().zip(&names).map(|(field, name)| {
        format!("{}{}", camel(&name.to_string()), if is_option(field) { "?" } else { "" })
    });
    let members: Vec<_> = members.collect();
    let needed = format!("an object {{ {} }}", members.join(", "));
    quote! {
        impl crate::interop::node::FromJs for #class {
            const EXPECTED: &'static str = #needed;

            fn from_js(given: crate::interop::node::JsArgument) -> Option<Self> {
                Self::read(given, "the argument").ok()
            }

            fn read(given: crate::interop::node::JsArgument, name: &str) -> ::napi::Result<Self> {
                use crate::interop::node::{Fields, Kind};

                let fields = Fields::of(given, name, Self::EXPECTED)?;
                fields.deny_unknown(&[&[#(#keys),*]], Kind::Field)?;
                Ok(#class { #(#names: fields.get(#keys)?),* })
            }
        }

        crate::interop::node::from_napi!(#class, |given| {
            crate::interop::node::FromJs::read(given, "the argument")
        });
    }
}

/// Lets napi declare the type for TypeScript, and nothing else.
fn declare(item: &mut ItemStruct, typescript: fn(&Type) -> String) {
    item.attrs
        .push(parse_quote!(#[::napi_derive::napi(object, object_to_js = false, object_from_js = false)]));
    if let Fields::Named(fields) = &mut item.fields {
        for field in &mut fields.named {
            let ty = typescript(&field.ty);
            if is_time(field) {
                field.attrs.push(parse_quote!(#[doc = " In milliseconds."]));
            }
            let name = field.ident.as_ref().map(|name| camel(&name.to_string()));
            field.attrs.push(parse_quote!(#[napi(readonly, js_name = #name, ts_type = #ty)]));
        }
    }
}

fn parts(item: &ItemStruct) -> (&Ident, Vec<&Ident>, Vec<Literal>) {
    let names = names(item);
    let key = |name: &&Ident| Literal::c_string(&CString::new(camel(&name.to_string())).unwrap_or_default());
    let keys = names.iter().map(key).collect();
    (&item.ident, names, keys)
}

/// `group_id` as `groupId`, and `base_url` as `baseURL`.
fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let mut camel = words.next().unwrap_or_default().to_owned();
    for word in words {
        let (first, rest) = word.split_at(if word == "url" { word.len() } else { word.len().min(1) });
        camel += &first.to_uppercase();
        camel += rest;
    }
    camel
}

/// The type of an argument in TypeScript, which accepts more than a model has.
fn argument_type(ty: &Type) -> String {
    match typescript(ty).as_str() {
        name if name.ends_with("Id") || name == "Psid" => format!("{name} | bigint"),
        _ if is_date(ty) => "DateInput".to_owned(),
        name => name.to_owned(),
    }
}

/// Whether it is a day, or an optional one.
fn is_date(ty: &Type) -> bool {
    parts_of(ty).is_some_and(|(name, inner)| match inner {
        Some(inner) if name == "Option" => is_date(inner),
        _ => name == "Date",
    })
}

/// The type in TypeScript; napi marks an `Option` as optional.
fn typescript(ty: &Type) -> String {
    let Some((name, inner)) = parts_of(ty) else { return "unknown".to_owned() };
    let inner = || inner.map_or("unknown".to_owned(), typescript);
    match name.to_string().as_str() {
        "Option" => inner(),
        "Vec" => format!("ReadonlyArray<{}>", inner()),
        "String" | "Password" | "Date" | "DateTime" => "string".to_owned(),
        "i64" | "u16" | "u32" | "usize" | "Seconds" => "number".to_owned(),
        "CaCerts" => "string | URL | Uint8Array".to_owned(),
        "PathBuf" => "string | URL".to_owned(),
        "BTreeMap" => "Readonly<Record<string, string | undefined>>".to_owned(),
        "bool" => "boolean".to_owned(),
        "Error" => "Chat44mpError".to_owned(),
        name => name.to_owned(),
    }
}
