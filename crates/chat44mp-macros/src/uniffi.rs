//! Models as records of Kotlin and Swift. uniffi does the work; this selects the models, and which fields are optional.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{ItemStruct, parse_quote};

use crate::definition::{Options, Property, is_option};

/// A model, which Rust passes to Kotlin and Swift: its fields, and its properties as methods.
pub(crate) fn output(options: &Options, item: &mut ItemStruct) -> TokenStream {
    declare(item);
    let class = &item.ident;
    let methods = options.properties.iter().map(|Property { docs, name, ty }| {
        let function = format_ident!("uniffi_{name}");
        let text = name.to_string();
        quote! {
            #(#docs)*
            #[uniffi::method(name = #text)]
            fn #function(&self) -> #ty {
                self.#name()
            }
        }
    });
    let methods: Vec<_> = methods.collect();
    if methods.is_empty() {
        return TokenStream::new();
    }
    quote! {
        #[cfg(feature = "uniffi")]
        #[::uniffi::export]
        impl #class {
            #(#methods)*
        }
    }
}

/// An argument, which Kotlin and Swift pass to Rust. An `Option` can be omitted.
pub(crate) fn input(item: &mut ItemStruct) {
    declare(item);
    for field in &mut item.fields {
        if is_option(field) {
            field.attrs.push(parse_quote!(#[cfg_attr(feature = "uniffi", uniffi(default = None))]));
        }
    }
}

fn declare(item: &mut ItemStruct) {
    item.attrs.push(parse_quote!(#[cfg_attr(feature = "uniffi", derive(::uniffi::Record))]));
}
