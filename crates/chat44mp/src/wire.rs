//! The responses of the server as it sends them, as JSON schemas. Scalars have the names of their deserializers in
//! [`lenient`](crate::lenient). Only with the feature `reflection`.

#[cfg(feature = "reflection")]
mod shapes;

#[cfg(feature = "reflection")]
pub use shapes::*;

/// Declares the successful responses of a resource.
macro_rules! responses {
    ($($operation:ident => $shape:expr;)*) => {
        #[cfg(feature = "reflection")]
        pub(super) const RESPONSES: &[(crate::operation::Operation, crate::wire::Shape)] = {
            use crate::wire::*;
            &[$((crate::operation::Operation::$operation, $shape)),*]
        };
    };
}
pub(crate) use responses;
