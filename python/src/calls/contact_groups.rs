//! The calls for contact groups.

use chat44mp::{Change, ContactGroup, GroupId};
use pyo3::prelude::*;

use crate::arguments::Text;
use crate::caller::{Blocking, BlockingRaw, Caller, PendingRaw};
use crate::values::Nothing;
use crate::wait::pending::Pending;

exported! {
    $ contact_groups: ContactGroups AsyncContactGroups RawContactGroups AsyncRawContactGroups;
    ContactGroup
}

resource! {
    "The calls for contact groups: `client.contact_groups`."
    ContactGroups AsyncContactGroups RawContactGroups AsyncRawContactGroups {
        /// Finds a contact group. `GET /get_contact_group`
        ///
        /// Fails with `group_not_found` if the group is unknown or belongs to another user, and with `group_deleted`.
        fn get (group_id) (group_id: GroupId) -> ContactGroup => move |client| client.contact_groups().get(group_id);

        /// Creates a contact group and returns its ID. `POST /create_contact_group`
        ///
        /// Names need not be unique. Sent once: if the response is lost, `outcome` is `unknown`.
        fn create (name) (name: Text) -> GroupId => move |client| client.contact_groups().create(name.0);

        /// Renames a contact group. `POST /update_contact_group/{group_id}`
        ///
        /// Fails with `group_not_found` if the group is unknown or belongs to another user.
        fn update (group_id, *, name) (group_id: GroupId, name: Text) -> Change
            => move |client| client.contact_groups().update(group_id, name.0);

        /// Deletes a contact group permanently; its contacts remain. `POST /delete_contact_group`
        ///
        /// Fails with `group_not_found` if the group is unknown or belongs to another user.
        fn delete (group_id) (group_id: GroupId) -> Nothing => move |client| client.contact_groups().delete(group_id);
    }
}
