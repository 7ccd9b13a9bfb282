//! get_all_packages.

use chat44mp::Operation;
use serde_json::Value;

use super::call::{Call, Endpoint};
use crate::handlers::reply::{Handled, success_with};
use crate::php::json;

pub(super) const ENDPOINTS: &[Endpoint] = &[Endpoint::new(Operation::GET_ALL_PACKAGES, list)];

pub(super) fn list(call: Call<'_>) -> Handled {
    let visible = call.state.packages.iter().filter(|package| !package.deleted);
    Ok(success_with("packages", visible.map(json::row).collect::<Value>()))
}
