//! All calls, one file per resource. Each is defined once, for its value and for `withRawResponse`.

pub mod contact_groups;
pub mod contacts;
pub mod flows;
pub mod labels;
pub mod packages;
pub mod subscribers;
pub mod users;

pub use contact_groups::ContactGroups;
pub use contacts::Contacts;
pub use flows::Flows;
pub use labels::Labels;
pub use packages::Packages;
pub use subscribers::Subscribers;
pub use users::Users;
