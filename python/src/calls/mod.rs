//! All calls, one file per resource. Each call is defined once and becomes a method of four classes: blocking or
//! asyncio, returning the value or the raw response (`with_raw_response`).

/// Defines the four classes of a resource. A type that differs in asyncio follows a vertical bar.
///
/// `stream`: calls that return rows. `table` and `bulk`: calls without a single response, so without a raw variant.
macro_rules! resource {
    (
        $about:literal $blocking:ident $pending:ident $blocking_raw:ident $pending_raw:ident $calls:tt
        $(stream {$(
            $(#[$stream_doc:meta])*
            fn $stream:ident $stream_signature:tt $stream_arguments:tt
            -> $stream_blocking:ident | $stream_pending:ident => $open:expr;
        )*})?
        $(table {$(
            $(#[$table_doc:meta])*
            fn $table:ident $table_signature:tt $table_arguments:tt
            -> $table_blocking:ident | $table_pending:ident => $open_table:expr;
        )*})?
        $(bulk {$(
            $(#[$doc:meta])*
            fn $name:ident $signature:tt
            ($first:ident: $type_blocking:ty | $type_pending:ty $(, $argument:ident: $type:ty)*) -> $result:ty => $call:expr;
        )*})?
    ) => {
        class! {
            $about $blocking: [Blocking blocking $calls]
            $([Blocking stream_blocking {$(
                $(#[$stream_doc])* fn $stream $stream_signature $stream_arguments -> $stream_blocking => $open;
            )*}])?
            $([Blocking stream_blocking {$(
                $(#[$table_doc])* fn $table $table_signature $table_arguments -> $table_blocking => $open_table;
            )*}])?
            $([Blocking bulk_blocking {$(
                $(#[$doc])* fn $name $signature ($first: $type_blocking $(, $argument: $type)*) -> Report<$result> => $call;
            )*}])?
        }
        class! {
            $about $pending: [Pending pending $calls]
            $([Blocking stream_blocking {$(
                $(#[$stream_doc])* fn $stream $stream_signature $stream_arguments -> $stream_pending => $open;
            )*}])?
            $([Blocking stream_blocking {$(
                $(#[$table_doc])* fn $table $table_signature $table_arguments -> $table_pending => $open_table;
            )*}])?
            $([Blocking bulk_pending {$(
                $(#[$doc])* fn $name $signature ($first: $type_pending $(, $argument: $type)*) -> PendingReport<$result> => $call;
            )*}])?
        }
        class! {
            $about $blocking_raw: [BlockingRaw blocking_raw $calls]
            $([BlockingRaw stream_blocking_raw {$(
                $(#[$stream_doc])* fn $stream $stream_signature $stream_arguments -> $stream_blocking => $open;
            )*}])?
        }
        class! {
            $about $pending_raw: [PendingRaw pending_raw $calls]
            $([PendingRaw stream_pending_raw {$(
                $(#[$stream_doc])* fn $stream $stream_signature $stream_arguments -> $stream_pending => $open;
            )*}])?
        }
    };
}

macro_rules! class {
    (
        $about:literal $class:ident:
        $([$returns:ident $method:ident {$(
            $(#[$doc:meta])*
            fn $name:ident $signature:tt ($($argument:ident: $type:ty),*) -> $result:ty => $call:expr;
        )*}])+
    ) => {
        #[doc = $about]
        #[pyclass(frozen, dict, module = "chat44mp")]
        pub(crate) struct $class(pub(crate) Caller);

        #[pymethods]
        impl $class {
            $($(
                $(#[$doc])*
                #[pyo3(signature = $signature)]
                #[allow(clippy::too_many_arguments)]
                fn $name(&self, py: Python<'_>, $($argument: $type),*) -> $returns<$result> {
                    self.0.$method(py, $call)
                }
            )*)+
        }
    };
}

/// Declares the exports of a resource: its classes and models. The macro with the resource's name appends them to its arguments
/// and calls the next macro.
macro_rules! exported {
    ($d:tt $resource:ident: $($class:ident)*; $($model:ident)*) => {
        macro_rules! $resource {
            ([$d next:ident $d($d rest:ident)*] $d($d classes:ident)*; $d($d models:ident)*) => {
                $d next! { [$d($d rest)*] $d($d classes)* $($class)*; $d($d models)* $($model)* }
            };
        }
        pub(crate) use $resource;
    };
}

pub(crate) mod contact_groups;
pub(crate) mod contacts;
pub(crate) mod flows;
pub(crate) mod labels;
pub(crate) mod packages;
pub(crate) mod subscribers;
pub(crate) mod users;

pub(crate) use self::{
    contact_groups::*, contacts::*, flows::*, labels::*, packages::*, subscribers::*, users::*,
};
