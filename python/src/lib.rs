//! The Python package `chat44mp`: the core's calls as Python's. No logic of the API is in here.
//!
//! `calls.rs` is the table of all calls; `now.rs` makes them in the calling thread, `later.rs` in asyncio.

// What pyo3 writes; nothing here is unsafe by hand.
#![allow(unsafe_code)]

mod answers;
mod arguments;
mod caller;
mod calls;
mod client;
mod emulator;
mod errors;
mod later;
mod log;
mod now;
mod values;

/// What is written in Rust; `chat44mp` gives all of it.
#[pyo3::pymodule]
mod _native {
    #[pymodule_export]
    use crate::answers::{Answers, AsyncAnswers};
    #[pymodule_export]
    use crate::arguments::MessagePattern;
    #[pymodule_export]
    use crate::calls::{
        AsyncContactGroups, AsyncContacts, AsyncFlows, AsyncLabels, AsyncPackages, AsyncRawContactGroups,
        AsyncRawContacts, AsyncRawFlows, AsyncRawLabels, AsyncRawPackages, AsyncRawSubscribers,
        AsyncRawUsers, AsyncSubscribers, AsyncUsers, ContactGroups, Contacts, Flows, Labels, Packages,
        RawContactGroups, RawContacts, RawFlows, RawLabels, RawPackages, RawSubscribers, RawUsers,
        Subscribers, Users,
    };
    #[pymodule_export]
    use crate::client::{AsyncClient, AsyncRawClient, Client, RawClient};
    #[pymodule_export]
    use crate::emulator::EmulatorServer;
    #[pymodule_export]
    use chat44mp::{
        Answer, Contact, ContactGroup, FlowCampaign, FlowDetail, Label, Package, Provisioned, Subscriber,
        SubscriberAnswers, SubscriberFlow, User,
    };

    /// The version of the package.
    #[pymodule_export]
    #[expect(non_upper_case_globals)]
    const __version__: &str = env!("CARGO_PKG_VERSION");
}
