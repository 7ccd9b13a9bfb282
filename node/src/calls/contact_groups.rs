//! The calls for contact groups.

use chat44mp::{Change, ContactGroup, GroupId};
use napi::{Env, Result};
use napi_derive::napi;

use crate::arguments::{CallOptions, Named};
use crate::bridge::Promise;
use crate::caller::Caller;

/// The calls for contact groups: `client.contactGroups`.
#[napi]
pub struct ContactGroups(pub(crate) Caller);

#[napi]
impl ContactGroups {
    /// Finds a contact group. `GET /get_contact_group`
    ///
    /// Fails with `group_not_found` if the group is unknown or belongs to another user, and with `group_deleted`.
    #[napi]
    pub fn get(
        &self,
        env: Env,
        #[napi(ts_arg_type = "GroupId | bigint")] group_id: GroupId,
        options: Option<CallOptions>,
    ) -> Result<Promise<ContactGroup>> {
        self.0.call(env, options, |client| client.contact_groups().get(group_id))
    }

    /// Creates a contact group and returns its ID. `POST /create_contact_group`
    ///
    /// Names need not be unique. Sent once: if the response is lost, `outcome` is `unknown`.
    #[napi]
    pub fn create(&self, env: Env, group: Named, options: Option<CallOptions>) -> Result<Promise<GroupId>> {
        self.0.call(env, options, |client| client.contact_groups().create(group.name))
    }

    /// Renames a contact group. `POST /update_contact_group/{group_id}`
    ///
    /// Fails with `group_not_found` if the group is unknown or belongs to another user.
    #[napi]
    pub fn update(
        &self,
        env: Env,
        #[napi(ts_arg_type = "GroupId | bigint")] group_id: GroupId,
        update: Named,
        options: Option<CallOptions>,
    ) -> Result<Promise<Change>> {
        self.0.call(env, options, |client| client.contact_groups().update(group_id, update.name))
    }

    /// Deletes a contact group permanently; its contacts remain. `POST /delete_contact_group`
    ///
    /// Fails with `group_not_found` if the group is unknown or belongs to another user.
    #[napi(ts_return_type = "Promise<void>")]
    pub fn delete(
        &self,
        env: Env,
        #[napi(ts_arg_type = "GroupId | bigint")] group_id: GroupId,
        options: Option<CallOptions>,
    ) -> Result<Promise<()>> {
        self.0.call(env, options, |client| client.contact_groups().delete(group_id))
    }
}
