//! What `#[model]` is given in addition to the fields of its struct.

use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Field, Ident, Result, Token, Type, parenthesized};

/// What a model has in addition to its fields.
#[derive(Default)]
pub(crate) struct Options {
    pub(crate) constants: Vec<Ident>,
    pub(crate) properties: Vec<Property>,
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
                _ => return Err(syn::Error::new(name.span(), "expected `constants` or `properties`")),
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

/// Whether the field may be left out.
pub(crate) fn is_option(field: &Field) -> bool {
    let Type::Path(path) = &field.ty else { return false };
    path.path.segments.last().is_some_and(|segment| segment.ident == "Option")
}
