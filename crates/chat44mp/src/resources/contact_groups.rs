//! Contact groups.

use chat44mp_macros::{calls, model};
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use super::handle::handle;
use crate::call::Call;
use crate::decode::catalogue::messages;
use crate::decode::envelope::Envelope;
use crate::decode::success::{self, Change};
use crate::error::Error;
use crate::ids::{GroupId, UserId};
use crate::lenient;
use crate::operation::{Operation, operations};
use crate::request::Request;
use crate::request::parameters::{GROUP_ID, GROUP_NAME};
use crate::wire::responses;

/// A group of contacts.
#[model]
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ContactGroup {
    /// The group's id; `contact_type_id` elsewhere on the wire.
    pub id: GroupId,
    /// The user whose group it is.
    pub user_id: UserId,
    /// Its name; `type` on the wire.
    #[serde(default, rename(deserialize = "type"), deserialize_with = "lenient::text")]
    pub name: String,
    /// When it was created, by the server's clock.
    #[serde(default, deserialize_with = "lenient::date_time")]
    pub created_at: Option<DateTime>,
    /// Whether it was deleted.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub deleted: bool,
}

operations! {
    /// `GET /get_contact_group`
    GET_CONTACT_GROUP = "get_contact_group", "contact_groups.get", Read, Member, filtered, all [GROUP_ID];
    /// `POST /create_contact_group`
    CREATE_CONTACT_GROUP = "create_contact_group", "contact_groups.create", Create, Member, filtered, all [GROUP_NAME];
    /// `POST /update_contact_group/{group_id}`
    UPDATE_CONTACT_GROUP = "update_contact_group", "contact_groups.update", Set, Member, filtered,
        path GROUP_ID, all [GROUP_NAME];
    /// `POST /delete_contact_group`
    DELETE_CONTACT_GROUP = "delete_contact_group", "contact_groups.delete", Set, Member, filtered, all [GROUP_ID];
}

messages! {
    "The contact type ID is required" => GROUP_ID_REQUIRED, Documented, GET_CONTACT_GROUP;
    "Invalid contact type ID provided" => GROUP_ID_REQUIRED, Observed, UPDATE_CONTACT_GROUP;
    "The contact_type_id field is required" => GROUP_ID_REQUIRED, Documented, DELETE_CONTACT_GROUP;
    "The contact type ID does not exist" => GROUP_NOT_FOUND, Observed, GET_CONTACT_GROUP DELETE_CONTACT_GROUP;
    "You don NOT have permission to update contact group" => GROUP_NOT_FOUND, Observed, UPDATE_CONTACT_GROUP;
    "Unable to get contact group details" => GROUP_DELETED, Observed, GET_CONTACT_GROUP;
    "The contact type name is required" => GROUP_NAME_REQUIRED, Documented,
        CREATE_CONTACT_GROUP UPDATE_CONTACT_GROUP;
    "The name field is required" => GROUP_NAME_REQUIRED, Observed, UPDATE_CONTACT_GROUP;
}

responses! {
    GET_CONTACT_GROUP => record::<ContactGroup>;
    CREATE_CONTACT_GROUP => |_| created("contact_type_id");
    UPDATE_CONTACT_GROUP => changed;
    DELETE_CONTACT_GROUP => deleted;
}

handle! {
    /// The calls for contact groups: `client.contact_groups()`.
    ContactGroups,
    /// Contact groups.
    contact_groups
}

#[calls(contact_groups)]
impl ContactGroups<'_> {
    /// Finds a contact group. `GET /get_contact_group`
    ///
    /// Fails with `group_not_found` if the group is unknown or belongs to another user, and with
    /// `group_deleted`.
    pub fn get(&self, group_id: impl Into<GroupId>) -> Call<ContactGroup> {
        let request = Request::new(Operation::GET_CONTACT_GROUP).subject_id(GROUP_ID, group_id.into());
        Call::single(self.client, request, found)
    }

    /// Creates a contact group and returns its ID. `POST /create_contact_group`
    ///
    /// Names need not be unique. Sent once: if the response is lost, `outcome` is `unknown`.
    pub fn create(&self, name: impl Into<String>) -> Call<GroupId> {
        let request = Request::new(Operation::CREATE_CONTACT_GROUP).text(GROUP_NAME, name.into());
        Call::single(self.client, request, created)
    }

    /// Renames a contact group. `POST /update_contact_group/{group_id}`
    ///
    /// Fails with `group_not_found` if the group is unknown or belongs to another user.
    pub fn update(&self, group_id: impl Into<GroupId>, name: impl Into<String>) -> Call<Change> {
        let request = Request::new(Operation::UPDATE_CONTACT_GROUP)
            .path_id(GROUP_ID, group_id.into())
            .text(GROUP_NAME, name.into());
        Call::single(self.client, request, success::changed)
    }

    /// Deletes a contact group permanently; its contacts remain. `POST /delete_contact_group`
    ///
    /// Fails with `group_not_found` if the group is unknown or belongs to another user.
    pub fn delete(&self, group_id: impl Into<GroupId>) -> Call<()> {
        let request = Request::new(Operation::DELETE_CONTACT_GROUP).subject_id(GROUP_ID, group_id.into());
        Call::single(self.client, request, success::deleted)
    }
}

fn found(response: &Envelope<'_>) -> Result<ContactGroup, Error> {
    let group: ContactGroup = success::record(response)?;
    response.about(group.id, group)
}

fn created(response: &Envelope<'_>) -> Result<GroupId, Error> {
    success::created(response, "contact_type_id")
}
