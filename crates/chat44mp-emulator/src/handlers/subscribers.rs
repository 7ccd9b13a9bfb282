//! subscriber_information.

use super::call::{Call, row};
use crate::database::collation::{fits_text_column, folded};
use crate::handlers::reply::{Handled, error, incomparable, success_with};

pub(super) fn get(call: Call<'_>) -> Handled {
    let id = call.text("subscriber_id").ok_or_else(|| error("Provide subscriber_id field"))?;
    if !fits_text_column(id) {
        return Err(incomparable(format!("SELECT * FROM `subscribers` WHERE `subscriber_id` = '{id}'")));
    }
    let id = folded(id);
    let found = call
        .state
        .subscribers
        .iter()
        .find(|subscriber| subscriber.user_id == call.user_id && folded(&subscriber.subscriber_id) == id);
    let subscriber = found.ok_or_else(|| error(call.profile.subscriber_not_found()))?;
    let page = call.state.page(call.user_id, &subscriber.page_id);
    Ok(success_with("subscriber_info", row(subscriber.columns(page.map(|page| page.page_name.as_str())))))
}
