//! What the API has, one file a resource: its models, its parameters, its calls.

mod all;
mod contact_groups;
mod contacts;
mod flows;
mod handle;
#[cfg(feature = "testing")]
mod invoke;
mod labels;
mod packages;
mod subscribers;
mod users;

// Each resource declares what is public: `pub` is part of the crate's interface, `pub(crate)` is not.
pub use contact_groups::*;
pub(crate) use contacts::PreparedContact;
pub use contacts::*;
pub use flows::*;
pub use labels::*;
pub use packages::*;
pub use subscribers::*;
pub use users::*;
