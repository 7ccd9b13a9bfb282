//! get_contact_group, create_contact_group, update_contact_group, delete_contact_group.

use super::call::{Call, Endpoint, deleted};
use crate::handlers::reply::{Handled, Reply, error, info, success, success_with};
use crate::php;
use crate::php::json;
use crate::seed::rows::Group;
use chat44mp::Operation;

pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint::new(Operation::GET_CONTACT_GROUP, get),
    Endpoint::new(Operation::CREATE_CONTACT_GROUP, create),
    Endpoint::new(Operation::UPDATE_CONTACT_GROUP, update),
    Endpoint::new(Operation::DELETE_CONTACT_GROUP, delete),
];

const NAME_LIMIT: usize = 100;

pub(super) fn get(call: Call<'_>) -> Handled {
    let id = call.number("contact_type_id").ok_or_else(|| error("The contact type ID is required"))?;
    let group = own(&call, id).ok_or_else(|| error("The contact type ID does not exist"))?;
    if group.deleted {
        return Err(error("Unable to get contact group details"));
    }
    Ok(Reply::Json(json::row(group)))
}

pub(super) fn create(call: Call<'_>) -> Handled {
    let name = call.text("name").ok_or_else(|| error("The contact type name is required"))?;
    let name = php::stored(name, NAME_LIMIT);
    let id = call.state.new_group_id();
    let created_at = call.state.clock.sql();
    call.state.groups.insert(id, Group { id, user_id: call.user_id, name, created_at, deleted: false });
    call.state.touch();
    Ok(success_with("contact_type_id", id))
}

pub(super) fn update(call: Call<'_>) -> Handled {
    let id = call.path_number().ok_or_else(|| error("Invalid contact type ID provided"))?;
    let name = call.text("name").ok_or_else(|| error(call.profile.new_group_name_required()))?;
    let name = php::stored(name, NAME_LIMIT);
    let mine = call.state.groups.get_mut(&id).filter(|group| group.user_id == call.user_id);
    let group = mine.ok_or_else(|| error("You don NOT have permission to update contact group"))?;
    if group.name == name {
        return Err(info("Make sure, you changed the contact group name"));
    }
    group.name = name;
    call.state.touch();
    Ok(success())
}

pub(super) fn delete(call: Call<'_>) -> Handled {
    let sent = call.text("contact_type_id").ok_or_else(|| error("The contact_type_id field is required"))?;
    let id = php::integer(sent);
    if own(&call, id).is_none() {
        return Err(error("The contact type ID does not exist"));
    }
    // Its contacts remain and refer to a group that no longer exists.
    call.state.groups.remove(&id);
    call.state.touch();
    // The ID is echoed unchanged, if JSON can represent it.
    if call.params.is_unencodable("contact_type_id") {
        return Err(Reply::Empty);
    }
    Ok(deleted("contact type ID", sent))
}

fn own<'a>(call: &'a Call<'_>, id: i64) -> Option<&'a Group> {
    call.state.groups.get(&id).filter(|group| group.user_id == call.user_id)
}
