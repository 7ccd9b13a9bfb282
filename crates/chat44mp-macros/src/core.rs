//! What a model has in Rust: the names of its fields, `Debug`, and getters for another type.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Field, Ident, ItemStruct};

use crate::definition::{Options, docs, has_serde, names};

/// The `impl` blocks of a model.
pub(crate) fn extras(options: &Options, item: &ItemStruct) -> TokenStream {
    let class = &item.ident;
    let names = names(item).into_iter().map(Ident::to_string);
    let debug = debug(item);
    let getters = options.getters.as_ref().map(|target| {
        let getters = item.fields.iter().map(getter);
        quote! {
            impl #target {
                #(#getters)*
            }
        }
    });
    quote! {
        impl #class {
            /// The names of the fields.
            #[doc(hidden)]
            pub const FIELDS: &[&str] = &[#(#names),*];
        }
        #debug
        #getters
    }
}

/// `Debug` for a model with fields that it must not show.
fn debug(item: &ItemStruct) -> Option<TokenStream> {
    let hidden = |field: &Field| has_serde(field, "skip_serializing");
    if !item.fields.iter().any(hidden) {
        return None;
    }
    let class = &item.ident;
    let text = class.to_string();
    let names: Vec<_> =
        item.fields.iter().filter(|field| !hidden(field)).filter_map(|field| field.ident.as_ref()).collect();
    let texts = names.iter().map(|name| name.to_string());
    Some(quote! {
        impl ::std::fmt::Debug for #class {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct(#text)#(.field(#texts, &self.#names))*.finish_non_exhaustive()
            }
        }
    })
}

/// A getter that returns text and codes by reference, times as a `Duration`, anything else by value.
fn getter(field: &Field) -> TokenStream {
    let (docs, name, ty) = (docs(field), &field.ident, &field.ty);
    let (shown, value) = match ty.to_token_stream().to_string().as_str() {
        "String" => (quote!(&str), quote!(&self.info().#name)),
        "Option < String >" => (quote!(Option<&str>), quote!(self.info().#name.as_deref())),
        "Option < Seconds >" => (
            quote!(Option<::std::time::Duration>),
            quote!(self.info().#name.map(::std::time::Duration::from)),
        ),
        "ErrorCode" => (quote!(&#ty), quote!(&self.info().#name)),
        _ => (quote!(#ty), quote!(self.info().#name)),
    };
    quote! {
        #(#docs)*
        pub fn #name(&self) -> #shown {
            #value
        }
    }
}
