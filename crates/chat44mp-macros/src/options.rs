//! Options: setters, defaults from other options, and a macro with the list of fields. An absent option is `None`.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::{Field, FieldsNamed, Ident, ItemStruct, Result, Type};

use crate::definition::{Options, docs, is_limit, is_time, names, option_of};
use crate::node;

/// The `impl` blocks of options, and the macro with their list.
pub(crate) fn expand(options: &Options, item: &mut ItemStruct) -> TokenStream {
    let class = item.ident.clone();
    let setters = setters(&options.setters, item);
    let list = options.list.as_ref().map(|name| list(name, item));
    let node = node::options(item);
    let names = names(item);
    let texts = names.iter().map(|name| name.to_string());
    let times = item.fields.iter().filter(|field| is_time(field)).filter_map(|field| field.ident.as_ref());
    let times = times.map(|name| name.to_string());
    quote! {
        impl #class {
            /// The names of the options.
            #[doc(hidden)]
            pub const FIELDS: &[&str] = &[#(#texts),*];
            /// The names of the options that are durations.
            #[doc(hidden)]
            pub const TIMES: &[&str] = &[#(#times),*];

            /// Returns these options, with absent ones taken from `defaults`.
            #[must_use]
            pub fn or(self, defaults: &Self) -> Self {
                Self { #(#names: self.#names.or_else(|| defaults.#names.clone())),* }
            }
        }

        #setters
        #list
        #node
    }
}

/// Setters, as methods of a type: the options themselves, or one that has them in a field.
fn setters(names: &[Ident], item: &ItemStruct) -> Option<TokenStream> {
    let (class, place) = names.split_first()?;
    let setters = item.fields.iter().filter_map(|field| setter(place, field, option_of(&field.ty)?));
    Some(quote! {
        impl #class {
            #(#setters)*
        }
    })
}

/// The arguments of `setters!`: options without their `Option`, the type, and the path to its field.
pub(crate) struct Setters {
    options: FieldsNamed,
    class: Ident,
    place: Vec<Ident>,
}

impl Parse for Setters {
    fn parse(input: ParseStream<'_>) -> Result<Setters> {
        let (options, class, mut place) = (input.parse()?, input.parse()?, Vec::new());
        while !input.is_empty() {
            place.push(input.parse()?);
        }
        Ok(Setters { options, class, place })
    }
}

/// The expansion of `setters!`.
pub(crate) fn setters_of(Setters { options, class, place }: &Setters) -> TokenStream {
    let setters = options.named.iter().filter_map(|field| setter(place, field, &field.ty));
    quote! {
        impl #class {
            #(#setters)*
        }
    }
}

/// The setter of an option; a list has none.
fn setter(place: &[Ident], field: &Field, ty: &Type) -> Option<TokenStream> {
    let (docs, name) = (docs(field), &field.ident);
    let text = ty.to_token_stream().to_string();
    let argument = match text.as_str() {
        "Seconds" => quote!(::std::time::Duration),
        "String" | "PathBuf" | "CaCerts" => quote!(impl Into<#ty>),
        list if list.contains('<') => return None,
        _ => quote!(#ty),
    };
    let value = match text.as_str() {
        "Seconds" | "String" | "PathBuf" | "CaCerts" => quote!(#name.into()),
        _ => quote!(#name),
    };
    Some(quote! {
        #(#docs)*
        pub fn #name(mut self, #name: #argument) -> Self {
            self #(.#place)* .#name = Some(#value);
            self
        }
    })
}

/// A macro that calls another one with the options in front of its arguments, so that a binding can have each as a
/// keyword, a field or a flag. An option that is left out is `None`; where `None` is no limit, it is `ABSENT`.
fn list(name: &Ident, item: &ItemStruct) -> TokenStream {
    let fields = item.fields.iter().map(|field| {
        let (docs, name, ty) = (docs(field), &field.ident, option_of(&field.ty));
        let absent = if is_limit(field) { quote!(ABSENT) } else { quote!(None) };
        quote!(#(#docs)* #name: #ty = #absent,)
    });
    quote! {
        #[doc(hidden)]
        #[macro_export]
        macro_rules! #name {
            ($callback:ident! $($arguments:tt)*) => {
                $callback! { { #(#fields)* } $($arguments)* }
            };
        }
    }
}
