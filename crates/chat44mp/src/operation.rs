//! What an operation of the API is: path, placement and kind. Each resource declares its own.
//!
//! The declarations are all that the client and the emulator share, so an operation cannot exist in one and be
//! missing in the other.

use std::fmt;

use crate::interop::string_enum;

/// What an operation does to the server's state, which decides where its parameters travel and whether it
/// may be sent again.
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum), uniffi(name = "CallKind"))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OperationKind {
    /// Changes nothing. Everything travels in the query; always safe to send again.
    Read,
    /// Sets, assigns or deletes: sending it twice leaves the same state as sending it once. Travels as a form.
    Set,
    /// Makes something new: sending it twice can make two. Travels as a form and is sent once.
    Create,
}

string_enum!(OperationKind { Read => "read", Set => "set", Create => "create" });

impl OperationKind {
    /// Whether this operation changes the server's state.
    pub fn is_write(self) -> bool {
        self != OperationKind::Read
    }
}

/// Whose key an operation asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Access {
    /// An administrator's key.
    Admin,
    /// Any user's key; it sees that user's own objects.
    Member,
}

/// The fixed facts about one operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct OperationInfo {
    /// The endpoint's name, which is also its path below `/api/`.
    pub name: &'static str,
    /// The call of this SDK that uses it, as `resource.call`.
    pub call: &'static str,
    /// Read, set or create.
    pub kind: OperationKind,
    /// Whose key it asks for.
    pub access: Access,
    /// Whether the server runs its filter against scripts over the text that it is sent.
    pub is_filtered: bool,
    /// The name of the id that travels as one more path segment, if the endpoint has one.
    pub path_id: Option<&'static str>,
}

/// An operation of the API.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Operation(pub(crate) &'static OperationInfo);

/// Declares the operations of a resource: wire name, call, kind, access, text filter and the ID in the path.
macro_rules! operations {
    ($($(#[$doc:meta])* $constant:ident = $name:literal, $call:literal, $kind:ident, $access:ident, $filter:ident $(, path $path_id:literal)?;)*) => {
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
                });
            )*
        }

        pub(super) const OPERATIONS: &[Operation] = &[$(Operation::$constant,)*];
    };
    (@filtered) => { true };
    (@unfiltered) => { false };
    (@path) => { None };
    (@path $path_id:literal) => { Some($path_id) };
}
pub(crate) use operations;

impl Operation {
    /// The fixed facts about this operation.
    pub const fn info(self) -> &'static OperationInfo {
        self.0
    }

    /// The endpoint's name, which is also its path below `/api/`.
    pub const fn name(self) -> &'static str {
        self.0.name
    }

    /// The operation of that endpoint name, in any case (the server's router ignores it).
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
