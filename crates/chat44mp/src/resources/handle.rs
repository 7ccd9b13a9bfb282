//! The handle on one resource of a client.

/// Declares the handle of a resource, and the method of [`Client`](crate::Client) that returns it.
macro_rules! handle {
    ($(#[$doc:meta])* $name:ident, $(#[$accessor_doc:meta])* $accessor:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $name<'a> {
            client: &'a crate::client::Client,
        }

        impl crate::client::Client {
            $(#[$accessor_doc])*
            pub fn $accessor(&self) -> $name<'_> {
                $name { client: self }
            }
        }
    };
}
pub(super) use handle;
