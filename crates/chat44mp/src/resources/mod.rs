//! What the API has, one file a resource: its models, its parameters, its calls.

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

pub use contact_groups::{ContactGroup, ContactGroups};
pub(crate) use contacts::PreparedContact;
pub use contacts::{Contact, ContactUpdate, Contacts, NewContact};
pub use flows::{Answer, AnswersStream, FlowCampaign, FlowDetail, Flows, SubscriberAnswers, SubscriberFlow};
pub use labels::{Label, Labels};
pub use packages::{Package, Packages};
pub use subscribers::{Subscriber, Subscribers};
pub use users::{NewUser, ProvisionResult, Provisioned, User, UserFilter, UserUpdate, Users};
