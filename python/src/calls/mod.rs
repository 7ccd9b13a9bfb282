//! All calls, one file per resource. Each call is written once and becomes a method of four classes: blocking or
//! asyncio, returning the value or the raw response (`with_raw_response`).

/// One class for each of the four ways to make the calls of a resource. Types that differ in asyncio follow a bar.
///
/// A `stream` is read row by row. `table` and `bulk` have no single response, so they are in the first two classes only.
macro_rules! resource {
    (
        $about:literal $now:ident $later:ident $now_raw:ident $later_raw:ident $calls:tt
        $(stream {$(
            $(#[$stream_doc:meta])*
            fn $stream:ident $stream_signature:tt $stream_arguments:tt
            -> $stream_now:ident | $stream_later:ident => $open:expr;
        )*})?
        $(table {$(
            $(#[$table_doc:meta])*
            fn $table:ident $table_signature:tt $table_arguments:tt
            -> $table_now:ident | $table_later:ident => $open_table:expr;
        )*})?
        $(bulk {$(
            $(#[$doc:meta])*
            fn $name:ident $signature:tt
            ($first:ident: $type_now:ty | $type_later:ty $(, $argument:ident: $type:ty)*) -> $result:ty => $call:expr;
        )*})?
    ) => {
        class! {
            $about $now: [Now now $calls]
            $([Now stream_now {$(
                $(#[$stream_doc])* fn $stream $stream_signature $stream_arguments -> $stream_now => $open;
            )*}])?
            $([Now stream_now {$(
                $(#[$table_doc])* fn $table $table_signature $table_arguments -> $table_now => $open_table;
            )*}])?
            $([Now bulk_now {$(
                $(#[$doc])* fn $name $signature ($first: $type_now $(, $argument: $type)*) -> Report<$result> => $call;
            )*}])?
        }
        class! {
            $about $later: [Later later $calls]
            $([Now stream_now {$(
                $(#[$stream_doc])* fn $stream $stream_signature $stream_arguments -> $stream_later => $open;
            )*}])?
            $([Now stream_now {$(
                $(#[$table_doc])* fn $table $table_signature $table_arguments -> $table_later => $open_table;
            )*}])?
            $([Now bulk_later {$(
                $(#[$doc])* fn $name $signature ($first: $type_later $(, $argument: $type)*) -> ReportLater<$result> => $call;
            )*}])?
        }
        class! {
            $about $now_raw: [NowRaw now_raw $calls]
            $([NowRaw stream_now_raw {$(
                $(#[$stream_doc])* fn $stream $stream_signature $stream_arguments -> $stream_now => $open;
            )*}])?
        }
        class! {
            $about $later_raw: [LaterRaw later_raw $calls]
            $([LaterRaw stream_later_raw {$(
                $(#[$stream_doc])* fn $stream $stream_signature $stream_arguments -> $stream_later => $open;
            )*}])?
        }
    };
}

macro_rules! class {
    (
        $about:literal $class:ident:
        $([$gives:ident $way:ident {$(
            $(#[$doc:meta])*
            fn $name:ident $signature:tt ($($argument:ident: $type:ty),*) -> $result:ty => $call:expr;
        )*}])+
    ) => {
        #[doc = $about]
        #[pyclass(frozen, module = "chat44mp")]
        pub(crate) struct $class(pub(crate) Caller);

        #[pymethods]
        impl $class {
            $($(
                $(#[$doc])*
                #[pyo3(signature = $signature)]
                #[allow(clippy::too_many_arguments)]
                fn $name(&self, py: Python<'_>, $($argument: $type),*) -> $gives<$result> {
                    self.0.$way(py, $call)
                }
            )*)+
        }
    };
}

mod contact_groups;
mod contacts;
mod flows;
mod labels;
mod packages;
mod subscribers;
mod users;

pub(crate) use contact_groups::{AsyncContactGroups, AsyncRawContactGroups, ContactGroups, RawContactGroups};
pub(crate) use contacts::{AsyncContacts, AsyncRawContacts, Contacts, RawContacts};
pub(crate) use flows::{AsyncFlows, AsyncRawFlows, Flows, RawFlows};
pub(crate) use labels::{AsyncLabels, AsyncRawLabels, Labels, RawLabels};
pub(crate) use packages::{AsyncPackages, AsyncRawPackages, Packages, RawPackages};
pub(crate) use subscribers::{AsyncRawSubscribers, AsyncSubscribers, RawSubscribers, Subscribers};
pub(crate) use users::{AsyncRawUsers, AsyncUsers, RawUsers, Users};
