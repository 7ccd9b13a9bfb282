//! The twenty operations of the API, as the server names them: path, placement and kind.
//!
//! This table is all that the client and the emulator share, so an operation cannot exist in one and be
//! missing in the other.

use std::fmt;

use crate::interop::string_enum;

/// What an operation does to the server's state, which decides where its parameters travel and whether it
/// may be sent again.
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum), uniffi(name = "CallKind"))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OperationKind {
    /// Changes nothing. Everything travels in the query; always safe to send again.
    Read,
    /// Sets, assigns or deletes: sending it twice leaves the same state as sending it once. Travels as a form.
    Set,
    /// Makes something new: sending it twice can make two. Travels as a form and is sent once.
    Create,
}

string_enum!(OperationKind { Read => "read", Set => "set", Create => "create" });

impl OperationKind {
    /// Whether this operation changes the server's state.
    pub fn is_write(self) -> bool {
        self != OperationKind::Read
    }
}

/// Whose key an operation asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Access {
    /// An administrator's key.
    Admin,
    /// Any user's key; it sees that user's own objects.
    Member,
}

/// The fixed facts about one operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct OperationInfo {
    /// The endpoint's name, which is also its path below `/api/`.
    pub name: &'static str,
    /// The call of this SDK that uses it, as `resource.call`.
    pub call: &'static str,
    /// Read, set or create.
    pub kind: OperationKind,
    /// Whose key it asks for.
    pub access: Access,
    /// Whether the server runs its filter against scripts over the text that it is sent.
    pub is_filtered: bool,
    /// The name of the id that travels as one more path segment, if the endpoint has one.
    pub path_id: Option<&'static str>,
}

macro_rules! operations {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $call:literal, $kind:ident, $access:ident, $filter:ident $(, path $path_id:literal)?;)*) => {
        /// One of the twenty operations of the API.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Operation {
            $($(#[$doc])* $variant,)*
        }

        impl Operation {
            /// Every operation, in the order of the API's reference.
            pub const ALL: &'static [Operation] = &[$(Operation::$variant,)*];

            /// The fixed facts about this operation.
            pub const fn info(self) -> OperationInfo {
                match self {
                    $(Operation::$variant => OperationInfo {
                        name: $name,
                        call: $call,
                        kind: OperationKind::$kind,
                        access: Access::$access,
                        is_filtered: operations!(@$filter),
                        path_id: operations!(@path $($path_id)?),
                    },)*
                }
            }
        }
    };
    (@filtered) => { true };
    (@unfiltered) => { false };
    (@path) => { None };
    (@path $path_id:literal) => { Some($path_id) };
}

operations! {
    /// `GET /get_user_info`
    GetUserInfo = "get_user_info", "users.get", Read, Admin, unfiltered;
    /// `POST /create_system_user`
    CreateSystemUser = "create_system_user", "users.create", Create, Admin, unfiltered;
    /// `POST /update_user/{user_id}`
    UpdateUser = "update_user", "users.update", Set, Admin, unfiltered, path "user_id";
    /// `GET /get_all_packages`
    GetAllPackages = "get_all_packages", "packages.list", Read, Admin, unfiltered;
    /// `GET /subscriber_information`
    SubscriberInformation = "subscriber_information", "subscribers.get", Read, Member, unfiltered;
    /// `GET /get_all_labels`
    GetAllLabels = "get_all_labels", "labels.list", Read, Member, unfiltered;
    /// `POST /create_label`
    CreateLabel = "create_label", "labels.create", Create, Member, filtered;
    /// `POST /assign_label`
    AssignLabel = "assign_label", "labels.assign", Set, Member, filtered;
    /// `GET /get_contact_group`
    GetContactGroup = "get_contact_group", "contact_groups.get", Read, Member, filtered;
    /// `POST /create_contact_group`
    CreateContactGroup = "create_contact_group", "contact_groups.create", Create, Member, filtered;
    /// `POST /update_contact_group/{group_id}`
    UpdateContactGroup = "update_contact_group", "contact_groups.update", Set, Member, filtered, path "group_id";
    /// `POST /delete_contact_group`
    DeleteContactGroup = "delete_contact_group", "contact_groups.delete", Set, Member, filtered;
    /// `GET /get_contact`
    GetContact = "get_contact", "contacts.get", Read, Member, filtered;
    /// `POST /create_contact`
    CreateContact = "create_contact", "contacts.create", Create, Member, filtered;
    /// `POST /update_contact/{contact_id}`
    UpdateContact = "update_contact", "contacts.update", Set, Member, filtered, path "contact_id";
    /// `POST /delete_contact`
    DeleteContact = "delete_contact", "contacts.delete", Set, Member, filtered;
    /// `GET /get_flow_campaigns`
    GetFlowCampaigns = "get_flow_campaigns", "flows.list", Read, Member, filtered;
    /// `GET /get_flow_campaign_info`
    GetFlowCampaignInfo = "get_flow_campaign_info", "flows.get", Read, Member, filtered;
    /// `GET /get_single_subscriber_flow_info`
    GetSingleSubscriberFlowInfo = "get_single_subscriber_flow_info", "flows.subscriber_answers", Read, Member, filtered;
    /// `GET /get_all_subscriber_flow_info`
    GetAllSubscriberFlowInfo = "get_all_subscriber_flow_info", "flows.answers", Read, Member, filtered;
}

impl Operation {
    /// The endpoint's name, which is also its path below `/api/`.
    pub const fn name(self) -> &'static str {
        self.info().name
    }

    /// The operation of that endpoint name, in any case (the server's router ignores it).
    pub fn from_name(name: &str) -> Option<Operation> {
        Operation::ALL.iter().copied().find(|operation| operation.name().eq_ignore_ascii_case(name))
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
