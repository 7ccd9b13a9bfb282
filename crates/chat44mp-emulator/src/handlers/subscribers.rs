//! subscriber_information.

use chat44mp::Operation;
use serde_json::{Value, json};

use super::call::{Call, Endpoint};
use crate::database::collation::{fits_text_column, folded};
use crate::handlers::reply::{Handled, error, incomparable, success_with};
use crate::seed::rows::{RowId, Subscriber};

pub(super) const ENDPOINTS: &[Endpoint] = &[Endpoint::new(Operation::SUBSCRIBER_INFORMATION, get)];

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
    Ok(success_with("subscriber_info", columns(subscriber, page.map(|page| page.page_name.as_str()))))
}

/// The columns of a subscriber, which the API computes from more than one table.
fn columns(subscriber: &Subscriber, page_name: Option<&str>) -> Value {
    let labels: Vec<String> = subscriber.labels.iter().map(RowId::to_string).collect();
    json!({
        "subscriber_id": subscriber.subscriber_id,
        "labels": labels.join(","),
        "first_name": subscriber.first_name,
        "last_name": subscriber.last_name,
        "full_name": format!("{} {}", subscriber.first_name, subscriber.last_name).trim(),
        "gender": subscriber.gender,
        "locale": subscriber.locale,
        "timezone": subscriber.timezone,
        "page_name": page_name,
        "page_id": subscriber.page_id,
        "unavailable": if subscriber.unavailable { "1" } else { "0" },
        "last_error_message": subscriber.last_error_message,
        "refferer_source": subscriber.refferer_source,
        "subscribed_at": subscriber.subscribed_at,
        "email": subscriber.email,
        "phone_number": subscriber.phone_number,
        "birthdate": subscriber.birthdate,
        "last_subscriber_interaction_time": subscriber.last_subscriber_interaction_time,
    })
}
