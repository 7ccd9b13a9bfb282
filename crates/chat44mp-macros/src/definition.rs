//! What a definition says: the options of `#[model]`, and the attributes of its fields.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::parse::{Parse, ParseBuffer, ParseStream};
use syn::punctuated::Punctuated;
use syn::{
    Attribute, Field, GenericArgument, Ident, ItemStruct, Lit, PathArguments, Result, Token, Type,
    parenthesized, token,
};

/// The options of the attributes.
#[derive(Default)]
pub(crate) struct Options {
    pub(crate) constants: Vec<Ident>,
    pub(crate) properties: Vec<Property>,
    pub(crate) getters: Option<Ident>,
    /// The fields that Python's constructor takes without their names; of an argument, whether it is a class of Python.
    pub(crate) positional: Vec<Ident>,
    /// The type that receives the setters of options, and its field with the options unless it is them.
    pub(crate) setters: Vec<Ident>,
    pub(crate) list: Option<Ident>,
}

/// A method without arguments that becomes a property.
pub(crate) struct Property {
    pub(crate) docs: Vec<Attribute>,
    pub(crate) name: Ident,
    pub(crate) ty: Type,
}

impl Parse for Options {
    fn parse(input: ParseStream<'_>) -> Result<Options> {
        let mut options = Options::default();
        while !input.is_empty() {
            let name: Ident = input.parse()?;
            let list;
            parenthesized!(list in input);
            match name.to_string().as_str() {
                "constants" => options.constants = idents(&list)?,
                "positional" => options.positional = idents(&list)?,
                "properties" => {
                    options.properties.extend(Punctuated::<Property, Token![,]>::parse_terminated(&list)?);
                }
                "getters" => options.getters = Some(list.parse()?),
                "setters" => options.setters = idents(&list)?,
                "list" => options.list = Some(list.parse()?),
                _ => return Err(syn::Error::new(name.span(), "not an option of these attributes")),
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(options)
    }
}

fn idents(list: &ParseBuffer<'_>) -> Result<Vec<Ident>> {
    Ok(Punctuated::<Ident, Token![,]>::parse_terminated(list)?.into_iter().collect())
}

impl Parse for Property {
    fn parse(input: ParseStream<'_>) -> Result<Property> {
        let docs = input.call(Attribute::parse_outer)?;
        let name = input.parse()?;
        input.parse::<Token![:]>()?;
        Ok(Property { docs, name, ty: input.parse()? })
    }
}

pub(crate) fn is_option(field: &Field) -> bool {
    option_of(&field.ty).is_some()
}

/// The type within an `Option`.
pub(crate) fn option_of(ty: &Type) -> Option<&Type> {
    let (name, inner) = parts_of(ty)?;
    inner.filter(|_| name == "Option")
}

/// The name of a type without its path, and its first type argument.
pub(crate) fn parts_of(ty: &Type) -> Option<(&Ident, Option<&Type>)> {
    let Type::Path(path) = ty else { return None };
    let segment = path.path.segments.last()?;
    let inner = match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => match arguments.args.first() {
            Some(GenericArgument::Type(inner)) => Some(inner),
            _ => None,
        },
        _ => None,
    };
    Some((&segment.ident, inner))
}

/// The names of the fields.
pub(crate) fn names(item: &ItemStruct) -> Vec<&Ident> {
    item.fields.iter().filter_map(|field| field.ident.as_ref()).collect()
}

/// Whether a field has that option in `#[serde(…)]`.
pub(crate) fn has_serde(field: &Field, option: &str) -> bool {
    field.attrs.iter().filter(|attribute| attribute.path().is_ident("serde")).any(|attribute| {
        let options = attribute.meta.require_list().map(|list| list.tokens.to_string()).unwrap_or_default();
        options.split(',').any(|given| given.trim().starts_with(option))
    })
}

/// The value of that option in `#[serde(…)]`.
pub(crate) fn serde_value(field: &Field, option: &str) -> Option<String> {
    let mut value = None;
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        // Options of other forms are skipped; serde reports errors.
        let _ = attribute.parse_nested_meta(|meta| {
            if meta.input.peek(token::Paren) {
                let skipped;
                parenthesized!(skipped in meta.input);
                skipped.parse::<TokenStream>()?;
            } else if meta.input.peek(Token![=]) {
                let text: Lit = meta.value()?.parse()?;
                if let (true, Lit::Str(text)) = (meta.path.is_ident(option), text) {
                    value = Some(text.value());
                }
            }
            Ok(())
        });
    }
    value
}

/// A compile error if the documentation has a link of Rust: it is also that of the other languages.
pub(crate) fn link<'a>(attributes: impl Iterator<Item = &'a Attribute>) -> Option<TokenStream> {
    let is_link = |attribute: &&Attribute| {
        attribute.path().is_ident("doc") && attribute.to_token_stream().to_string().contains("[`")
    };
    let linked = attributes.into_iter().find(is_link)?;
    let message = "this documentation is that of other languages, too: write `name` instead of [`name`]";
    Some(syn::Error::new_spanned(linked, message).to_compile_error())
}

/// A field's documentation.
pub(crate) fn docs(field: &Field) -> impl Iterator<Item = &Attribute> {
    field.attrs.iter().filter(|attribute| attribute.path().is_ident("doc"))
}

/// Whether a field is a length of time, which languages without a type for it have as a number.
pub(crate) fn is_time(field: &Field) -> bool {
    field.ty.to_token_stream().into_iter().any(|token| token.to_string() == "Seconds")
}

/// Whether a field is a time limit, which can also be none.
pub(crate) fn is_limit(field: &Field) -> bool {
    is_time(field) && field.ident.as_ref().is_some_and(|name| name.to_string().ends_with("timeout"))
}
