//! The endpoints: from parameters and state to a reply. One file per resource.

pub(crate) mod call;
mod contact_groups;
mod contacts;
mod flows;
mod labels;
mod packages;
pub(crate) mod reply;
mod subscribers;
pub(crate) mod synthetic;
mod users;

use chat44mp::{Access, Operation};

use crate::php;
use crate::php::params::Params;
use crate::profile::Profile;
use crate::seed::rows::RowId;
use crate::seed::users::{UserStatus, UserType};
use crate::state::State;

use self::call::{Call, Endpoint, Mode};
use self::reply::{Reply, error, error_json};

/// The endpoints of all resources.
const ENDPOINTS: &[&[Endpoint]] = &[
    users::ENDPOINTS,
    packages::ENDPOINTS,
    subscribers::ENDPOINTS,
    labels::ENDPOINTS,
    contact_groups::ENDPOINTS,
    contacts::ENDPOINTS,
    flows::ENDPOINTS,
];

fn endpoint(operation: Operation) -> Option<&'static Endpoint> {
    ENDPOINTS.iter().copied().flatten().find(|endpoint| endpoint.operation == operation)
}

/// Handles a call: authentication first, then the endpoint.
pub(crate) fn handle(
    operation: Operation,
    params: &Params,
    path_id: Option<&str>,
    state: &mut State,
    profile: Profile,
    mode: Mode,
) -> Reply {
    let Some(endpoint) = endpoint(operation) else { return Reply::Empty };
    // The only check before that of the key.
    if operation == Operation::UPDATE_USER && path_id.is_none() {
        return Reply::JsonAsHtml(error_json("Provide User ID with End Point URL"));
    }
    let user_id = match authenticate(state, profile, params, operation.info().access) {
        Ok(user_id) => user_id,
        Err(refusal) => return refusal,
    };
    let documented = operation.info().parameters().map(|parameter| parameter.wire);
    let mut read = documented.chain(endpoint.undocumented.iter().copied());
    match read.find(|name| params.is_array(name)) {
        Some("label_ids") => return Reply::CrashAsHtml("explode(): Argument #2 must be of type string"),
        Some(_) => return Reply::Crash("Array to string conversion"),
        None => {}
    }
    let filtered;
    let params = if operation.info().is_filtered {
        filtered = params.filtered();
        &filtered
    } else {
        params
    };
    let call = Call { state, profile, params, path_id, mode, user_id };
    (endpoint.handle)(call).unwrap_or_else(|refusal| refusal)
}

/// The user whose key it is: a key starts with the ID of its user. One message covers every reason except a missing key.
fn authenticate(state: &State, profile: Profile, params: &Params, access: Access) -> Result<RowId, Reply> {
    if params.is_array("api_key") {
        return Err(Reply::Crash("Array to string conversion"));
    }
    let key = params.raw("api_key").filter(|key| !key.is_empty());
    let key = key.ok_or_else(|| error("API Key is required"))?;
    let refused = || error("Either API Key Invalid or Member Validity Expired");
    let user = state.users.get(&php::integer(key)).ok_or_else(refused)?;
    let allowed = access == Access::Member || user.user_type == UserType::Admin;
    let expired = profile.enforces_expiry()
        && user.user_type == UserType::Member
        && user.expired_date.parse().is_ok_and(|expiry: jiff::civil::DateTime| expiry < state.clock.local());
    let active = user.status == UserStatus::Active && !user.deleted;
    if !active || !allowed || expired || !user.api_key.accept(key) {
        return Err(refused());
    }
    Ok(user.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_has_one_endpoint() {
        let endpoints = ENDPOINTS.iter().copied().flatten();
        let mut operations: Vec<_> = endpoints.map(|endpoint| endpoint.operation.name()).collect();
        let mut expected: Vec<_> = Operation::all().map(Operation::name).collect();
        operations.sort_unstable();
        expected.sort_unstable();
        assert_eq!(operations, expected);
    }
}
