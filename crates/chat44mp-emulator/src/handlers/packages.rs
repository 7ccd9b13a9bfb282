//! get_all_packages.

use super::call::{Call, row};
use crate::handlers::reply::{Handled, success_with};
use crate::php::json::Json;

pub(super) fn list(call: Call<'_>) -> Handled {
    let visible = call.state.packages.iter().filter(|package| !package.deleted);
    Ok(success_with("packages", Json::List(visible.map(|package| row(package.columns())).collect())))
}
