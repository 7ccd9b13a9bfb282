//! The types that conversions have in the stubs. Only builds with the feature `python-stubs` contain them, and pyo3's descriptions
//! of all classes and methods for the generator, which are half a megabyte.

#[cfg(feature = "python-stubs")]
pub use {
    consts::*,
    pyo3::inspect::PyStaticExpr,
    pyo3::{type_hint_identifier, type_hint_subscript, type_hint_union},
};

/// Declares the type of a conversion: `hint!(INPUT_TYPE = STR);`.
#[cfg(feature = "python-stubs")]
#[doc(hidden)]
#[macro_export]
macro_rules! hint {
    ($name:ident = $hint:expr) => {
        const $name: $crate::interop::python::hints::PyStaticExpr = {
            #[allow(unused_imports)]
            use $crate::interop::python::hints::*;
            $hint
        };
    };
}

/// Declares nothing.
#[cfg(not(feature = "python-stubs"))]
#[doc(hidden)]
#[macro_export]
macro_rules! hint {
    ($name:ident = $hint:expr) => {};
}

pub use hint;

#[cfg(feature = "python-stubs")]
mod consts {
    use pyo3::inspect::{PyStaticConstant, PyStaticExpr};
    use pyo3::type_hint_identifier;

    macro_rules! classes {
        ($($name:ident: $module:literal $class:literal;)*) => {$(
            #[doc = concat!("`", $module, ".", $class, "`")]
            pub const $name: PyStaticExpr = type_hint_identifier!($module, $class);
        )*};
    }

    classes! {
        ANY: "typing" "Any";
        BOOL: "builtins" "bool";
        BYTES: "builtins" "bytes";
        DICT: "builtins" "dict";
        FLOAT: "builtins" "float";
        INT: "builtins" "int";
        ITERABLE: "collections.abc" "Iterable";
        LITERAL: "typing" "Literal";
        MAPPING: "collections.abc" "Mapping";
        OBJECT: "builtins" "object";
        STR: "builtins" "str";
        TUPLE: "builtins" "tuple";
    }

    /// `None`
    pub const NONE: PyStaticExpr = PyStaticExpr::Constant { value: PyStaticConstant::None };

    /// A string, as in `Literal["text"]`.
    pub const fn text(text: &'static str) -> PyStaticExpr {
        PyStaticExpr::Constant { value: PyStaticConstant::Str(text) }
    }
}
