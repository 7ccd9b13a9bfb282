//! The resources of the API, one file or folder each: models, parameters and calls.

mod all;
#[cfg(feature = "reflection")]
mod calls;
mod contact_groups;
mod contacts;
mod flows;
mod handle;
mod labels;
mod packages;
mod subscribers;
mod users;

#[cfg(feature = "reflection")]
pub use all::response;
// `pub` items of a resource are part of the public interface, `pub(crate)` ones are not.
#[cfg(feature = "reflection")]
pub use calls::{CallInfo, Invocation};
pub use contact_groups::*;
pub(crate) use contacts::PreparedContact;
pub use contacts::*;
pub use flows::*;
pub use labels::*;
pub use packages::*;
pub use subscribers::*;
pub use users::*;
