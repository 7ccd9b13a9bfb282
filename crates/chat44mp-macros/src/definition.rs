//! What a definition says: the options of `#[model]`, and the attributes of its fields.

use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Field, Ident, Result, Token, Type, parenthesized};

/// The options of `#[model]`.
#[derive(Default)]
pub(crate) struct Options {
    pub(crate) constants: Vec<Ident>,
    pub(crate) properties: Vec<Property>,
    pub(crate) getters: Option<Ident>,
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
                "constants" => {
                    options.constants.extend(Punctuated::<Ident, Token![,]>::parse_terminated(&list)?);
                }
                "properties" => {
                    options.properties.extend(Punctuated::<Property, Token![,]>::parse_terminated(&list)?);
                }
                "getters" => options.getters = Some(list.parse()?),
                _ => return Err(syn::Error::new(name.span(), "not an option of `#[model]`")),
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(options)
    }
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
    let Type::Path(path) = &field.ty else { return false };
    path.path.segments.last().is_some_and(|segment| segment.ident == "Option")
}

/// Whether a field has that option in `#[serde(…)]`.
pub(crate) fn has_serde(field: &Field, option: &str) -> bool {
    field.attrs.iter().filter(|attribute| attribute.path().is_ident("serde")).any(|attribute| {
        let options = attribute.meta.require_list().map(|list| list.tokens.to_string()).unwrap_or_default();
        options.split(',').any(|given| given.trim().starts_with(option))
    })
}

/// A field's documentation.
pub(crate) fn docs(field: &Field) -> impl Iterator<Item = &Attribute> {
    field.attrs.iter().filter(|attribute| attribute.path().is_ident("doc"))
}

/// Whether a field is a length of time, which languages without a type for it have as a number.
pub(crate) fn is_time(field: &Field) -> bool {
    field.ty.to_token_stream().into_iter().any(|token| token.to_string() == "Seconds")
}
