//! get_all_packages.

use super::{Call, row};
use crate::json::Json;
use crate::reply::{Handled, success_with};

pub(super) fn list(call: Call<'_>) -> Handled {
    let visible = call.state.packages.iter().filter(|package| !package.deleted);
    Ok(success_with("packages", Json::List(visible.map(|package| row(package.columns())).collect())))
}
