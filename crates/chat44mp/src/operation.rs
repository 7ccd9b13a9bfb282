//! Operations of the API: name, kind, access and path. Each resource declares its own.
//!
//! The client and the emulator share these declarations, so that an operation cannot be missing in one of them.

use std::fmt;

use serde::Deserialize;

use crate::interop::string_enum;
use crate::request::parameters::Parameter;

/// The effect of an operation on the server's state. It decides where parameters are sent and whether a request may be
/// retried.
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum), uniffi(name = "CallKind"))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OperationKind {
    /// Changes nothing; always safe to retry. Parameters are sent in the query.
    Read,
    /// Sets, assigns or deletes; idempotent. Parameters are sent as a form.
    Set,
    /// Creates something new; a retry can create a duplicate, so it is sent once. Parameters are sent as a form.
    Create,
}

string_enum!(OperationKind { Read => "read", Set => "set", Create => "create" });

impl OperationKind {
    /// Whether this operation changes the server's state.
    pub fn is_write(self) -> bool {
        self != OperationKind::Read
    }
}

/// The key that an operation requires.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Access {
    /// An administrator's key.
    Admin,
    /// Any user's key, with access to the user's own objects.
    Member,
}

/// The properties of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct OperationInfo {
    /// The endpoint's name, which is also its path below `/api/`.
    pub name: &'static str,
    /// The call of this SDK that uses it, as `resource.call`.
    pub call: &'static str,
    /// Read, set or create.
    pub kind: OperationKind,
    /// The key that it requires.
    pub access: Access,
    /// Whether the server applies its script filter to text parameters.
    pub is_filtered: bool,
    /// The ID that is sent as the last path segment, if the endpoint has one.
    pub path_id: Option<Parameter>,
    /// The parameters that are required.
    pub required: &'static [Parameter],
    /// The parameters of which at least one is required.
    pub any: &'static [Parameter],
    /// The parameters that can be omitted.
    pub optional: &'static [Parameter],
}

/// An operation of the API.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Operation(pub(crate) &'static OperationInfo);

/// Declares the operations of a resource: wire name, call, kind, access, text filter, the ID in the path, and the parameters:
/// all that are required, those of which any is, and the optional ones.
macro_rules! operations {
    ($($(#[$doc:meta])* $constant:ident = $name:literal, $call:literal, $kind:ident, $access:ident, $filter:ident
        $(, path $path_id:ident)? $(, all [$($required:ident)+])? $(, any [$($any:ident)+])?
        $(, optional [$($optional:ident)+])?;)*) => {
        impl Operation {
            $(
                $(#[$doc])*
                pub const $constant: Operation = Operation(&crate::operation::OperationInfo {
                    name: $name,
                    call: $call,
                    kind: crate::operation::OperationKind::$kind,
                    access: crate::operation::Access::$access,
                    is_filtered: crate::operation::operations!(@$filter),
                    path_id: crate::operation::operations!(@path $($path_id)?),
                    required: &[$($($required),+)?],
                    any: &[$($($any),+)?],
                    optional: &[$($($optional),+)?],
                });
            )*
        }

        pub(super) const OPERATIONS: &[Operation] = &[$(Operation::$constant,)*];
    };
    (@filtered) => { true };
    (@unfiltered) => { false };
    (@path) => { None };
    (@path $path_id:ident) => { Some($path_id) };
}
pub(crate) use operations;

impl OperationInfo {
    /// All parameters in the query or the form, except the key.
    pub fn parameters(&self) -> impl Iterator<Item = &'static Parameter> {
        self.required.iter().chain(self.any).chain(self.optional)
    }
}

impl Operation {
    /// The properties of this operation.
    pub const fn info(self) -> &'static OperationInfo {
        self.0
    }

    /// The endpoint's name, which is also its path below `/api/`.
    pub const fn name(self) -> &'static str {
        self.0.name
    }

    /// The operation of an endpoint; like the server's router, ignores case.
    pub fn from_name(name: &str) -> Option<Operation> {
        Operation::all().find(|operation| operation.name().eq_ignore_ascii_case(name))
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Debug for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
