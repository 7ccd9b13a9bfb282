//! The twenty endpoints: from parameters and state to a reply. One file a resource.

pub(crate) mod call;
mod contact_groups;
mod contacts;
mod flows;
mod labels;
mod packages;
mod reads;
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

use self::call::{Call, Mode};
use self::reads::reads;
use self::reply::{Reply, error, error_json};

/// Answers a call: authentication first, then the endpoint.
pub(crate) fn handle(
    operation: Operation,
    params: &Params,
    path_id: Option<&str>,
    state: &mut State,
    profile: Profile,
    mode: Mode,
) -> Reply {
    // The only check that comes before the key.
    if operation == Operation::UpdateUser && path_id.is_none() {
        return Reply::JsonAsHtml(error_json("Provide User ID with End Point URL"));
    }
    let user_id = match authenticate(state, profile, params, operation.spec().access) {
        Ok(user_id) => user_id,
        Err(refusal) => return refusal,
    };
    match reads(operation).iter().find(|name| params.is_array(name)) {
        Some(&"label_ids") => return Reply::CrashAsHtml("explode(): Argument #2 must be of type string"),
        Some(_) => return Reply::Crash("Array to string conversion"),
        None => {}
    }
    let filtered;
    let params = if is_filtered(operation) {
        filtered = params.filtered();
        &filtered
    } else {
        params
    };
    let call = Call { state, profile, params, path_id, mode, user_id };
    let handled = match operation {
        Operation::GetUserInfo => users::get(call),
        Operation::CreateSystemUser => users::create(call),
        Operation::UpdateUser => users::update(call),
        Operation::GetAllPackages => packages::list(call),
        Operation::SubscriberInformation => subscribers::get(call),
        Operation::GetAllLabels => labels::list(call),
        Operation::CreateLabel => labels::create(call),
        Operation::AssignLabel => labels::assign(call),
        Operation::GetContactGroup => contact_groups::get(call),
        Operation::CreateContactGroup => contact_groups::create(call),
        Operation::UpdateContactGroup => contact_groups::update(call),
        Operation::DeleteContactGroup => contact_groups::delete(call),
        Operation::GetContact => contacts::get(call),
        Operation::CreateContact => contacts::create(call),
        Operation::UpdateContact => contacts::update(call),
        Operation::DeleteContact => contacts::delete(call),
        Operation::GetFlowCampaigns => flows::list(call),
        Operation::GetFlowCampaignInfo => flows::get(call),
        Operation::GetSingleSubscriberFlowInfo => flows::of_subscriber(call),
        Operation::GetAllSubscriberFlowInfo => flows::of_all_subscribers(call),
    };
    handled.unwrap_or_else(|refusal| refusal)
}

/// Endpoints 1 to 6 take text as it comes.
fn is_filtered(operation: Operation) -> bool {
    operation >= Operation::CreateLabel
}

/// Whose key this is: the user's whose id it starts with. One message stands for every reason but a missing key.
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
