//! The twenty endpoints: from parameters and state to a reply. One file a resource.

mod contact_groups;
mod contacts;
mod flows;
mod labels;
mod packages;
mod reads;
mod subscribers;
mod users;

use std::fmt::Display;

use chat44mp::{Access, Operation};

use crate::json::Json;
use crate::params::Params;
use crate::php;
use crate::profile::Profile;
use crate::reply::{Reply, error, error_json, success_with};
use crate::state::State;
use crate::tables::{Columns, RowId, UserStatus, UserType};

use self::reads::reads;

/// How much of its work a handler does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Whole,
    /// The first of two things.
    Half,
    /// All but the uniqueness check, which was made earlier.
    Unchecked,
}

/// One call, as far as a handler sees it.
pub(crate) struct Call<'a> {
    pub(crate) state: &'a mut State,
    pub(crate) profile: Profile,
    pub(crate) params: &'a Params,
    /// The path segment after the endpoint, as sent.
    pub(crate) path_id: Option<&'a str>,
    pub(crate) mode: Mode,
    /// Whose key it is.
    user_id: RowId,
}

impl<'a> Call<'a> {
    fn text(&self, name: &str) -> Option<&'a str> {
        self.params.text(name)
    }

    fn raw(&self, name: &str) -> Option<&'a str> {
        self.params.raw(name)
    }

    fn number(&self, name: &str) -> Option<i64> {
        self.params.number(name)
    }

    /// The id in the path, unless it is missing or 0.
    fn path_number(&self) -> Option<RowId> {
        self.path_id.map(php::integer).filter(|id| *id != 0)
    }
}

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

/// A row as a JSON object.
fn row(columns: Columns) -> Json {
    Json::Object(columns.into_iter().map(|(name, value)| (name.into(), value)).collect())
}

/// The message about a deleted row.
fn deleted(what: &str, id: impl Display) -> Reply {
    success_with("message", format!("The {what} ({id}) has been deleted"))
}
