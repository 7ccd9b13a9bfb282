//! The calls of a resource as data: names, documentation, parameters and results, from the methods themselves.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{
    Attribute, Error, Expr, FnArg, GenericArgument, GenericParam, Generics, Ident, ImplItem, ImplItemFn,
    ItemImpl, Lit, Meta, Pat, PathArguments, Result, ReturnType, Type, TypeParamBound, Visibility,
};

use crate::definition::{link, parts_of};

/// The table of a resource's calls.
pub(crate) fn table(resource: &Ident, item: &ItemImpl) -> Result<TokenStream> {
    let class = &item.self_ty;
    let methods = item.items.iter().filter_map(|item| match item {
        ImplItem::Fn(method) if matches!(method.vis, Visibility::Public(_)) => Some(method),
        _ => None,
    });
    let calls = methods.map(|method| call(resource, method)).collect::<Result<Vec<_>>>()?;
    Ok(quote! {
        #[cfg(feature = "reflection")]
        impl #class {
            pub(super) const CALLS: &'static [crate::resources::CallInfo] = &[#(#calls),*];
        }
    })
}

fn call(resource: &Ident, method: &ImplItemFn) -> Result<TokenStream> {
    let function = &method.sig.ident;
    let name = format!("{resource}.{function}");
    let docs = docs(&method.attrs);
    let Some(value) = value(&method.sig.output) else {
        return Ok(quote!(crate::resources::CallInfo { name: #name, docs: #docs, invocation: None }));
    };
    if let Some(problem) = link(method.attrs.iter()) {
        return Ok(problem);
    }
    let parameters = method.sig.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(input) => Some((&*input.pat, &*input.ty)),
        FnArg::Receiver(_) => None,
    });
    let (mut names, mut types) = (Vec::new(), Vec::new());
    for (pattern, ty) in parameters {
        let Pat::Ident(pattern) = pattern else { return Err(Error::new_spanned(pattern, "not a name")) };
        names.push(pattern.ident.to_string());
        types.push(accepted(ty, &method.sig.generics)?);
    }
    Ok(quote! {
        crate::resources::CallInfo {
            name: #name,
            docs: #docs,
            invocation: Some(crate::resources::Invocation {
                describe: |_inputs| { #(_inputs.add::<#types>(#names);)* },
                result: |generator| generator.subschema_for::<#value>(),
                make: |client, _arguments| {
                    Ok(client.#resource().#function(#(_arguments.take::<#types>(#names)?),*).into_json())
                },
            }),
        }
    })
}

/// The value of a method that returns a `Call`.
fn value(output: &ReturnType) -> Option<&Type> {
    let ReturnType::Type(_, ty) = output else { return None };
    let (name, value) = parts_of(ty)?;
    value.filter(|_| name == "Call")
}

/// The type that a parameter accepts: of `impl Into<Id>` it is `Id`, and of a sequence a list.
fn accepted(ty: &Type, generics: &Generics) -> Result<TokenStream> {
    let unsupported =
        || Error::new_spanned(ty, "the arguments of a call are values, `impl Into<…>` or sequences of them");
    let Type::ImplTrait(bounds) = ty else { return Ok(ty.to_token_stream()) };
    let (name, argument) = bounds.bounds.iter().find_map(bound).ok_or_else(unsupported)?;
    match (name.to_string().as_str(), argument) {
        ("Into", GenericArgument::Type(ty)) => Ok(ty.to_token_stream()),
        ("IntoIterator", GenericArgument::AssocType(item)) => {
            let item = generic(&item.ty, generics).ok_or_else(unsupported)?;
            Ok(quote!(Vec<#item>))
        }
        _ => Err(unsupported()),
    }
}

/// The name of a trait and its first argument.
fn bound(bound: &TypeParamBound) -> Option<(&Ident, &GenericArgument)> {
    let TypeParamBound::Trait(bound) = bound else { return None };
    let segment = bound.path.segments.last()?;
    match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => Some((&segment.ident, arguments.args.first()?)),
        _ => None,
    }
}

/// The type into which a type parameter converts.
fn generic<'a>(ty: &Type, generics: &'a Generics) -> Option<&'a Type> {
    let (name, _) = parts_of(ty)?;
    let bounds = generics.params.iter().find_map(|parameter| match parameter {
        GenericParam::Type(parameter) if parameter.ident == *name => Some(&parameter.bounds),
        _ => None,
    });
    match bounds?.iter().find_map(bound)? {
        (_, GenericArgument::Type(ty)) => Some(ty),
        _ => None,
    }
}

/// The text of documentation comments.
fn docs(attributes: &[Attribute]) -> String {
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
    lines.map(|line| line.trim().to_owned()).collect::<Vec<_>>().join("\n")
}
