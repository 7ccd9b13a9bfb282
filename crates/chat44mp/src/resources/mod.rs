//! What the API has, one file a resource: its models, its parameters, its calls.

mod contact_groups;
mod contacts;
mod flows;
mod labels;
mod packages;
mod subscribers;
mod user_creation;
mod users;

pub use contact_groups::{ContactGroup, ContactGroups};
pub(crate) use contacts::PreparedContact;
pub use contacts::{Contact, ContactUpdate, Contacts, NewContact};
pub use flows::{Answer, AnswersStream, FlowCampaign, FlowDetail, Flows, SubscriberAnswers, SubscriberFlow};
pub use labels::{Label, Labels};
pub use packages::{Package, Packages};
pub use subscribers::{Subscriber, Subscribers};
pub use users::{NewUser, ProvisionResult, Provisioned, User, UserFilter, UserUpdate, Users};

/// A handle on one resource of a client.
macro_rules! handle {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $name<'a> {
            client: &'a crate::client::Client,
        }

        impl<'a> $name<'a> {
            pub(crate) fn new(client: &'a crate::client::Client) -> Self {
                $name { client }
            }
        }
    };
}
use handle;
