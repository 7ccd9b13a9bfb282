//! get_all_labels, create_label, assign_label.

use chat44mp::Operation;
use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::call::{Call, Endpoint, Mode};
use crate::database::collation::{fits_text_column, folded};
use crate::handlers::reply::{Handled, Reply, error, incomparable, success, success_with};
use crate::php;
use crate::seed::facebook::{Assignment, NewLabel};
use crate::seed::rows::{Label, RowId};
use crate::state::{Assigned, State};

pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint::new(Operation::GET_ALL_LABELS, list),
    Endpoint::new(Operation::CREATE_LABEL, create),
    Endpoint::new(Operation::ASSIGN_LABEL, assign),
];

const NAME_LIMIT: usize = 255;

pub(super) fn list(call: Call<'_>) -> Handled {
    let page_id = call.text("page_id").ok_or_else(|| error("Provide page_id field"))?;
    // No such page, no bot or no labels: the server does not say which.
    let none = || error("No Matching Label Found");
    if !fits_text_column(page_id) {
        return Err(incomparable(format!("SELECT * FROM `pages` WHERE `page_id` = '{page_id}'")));
    }
    let page = call.state.page(call.user_id, page_id).filter(|page| page.bot).ok_or_else(none)?;
    let labels = call.state.labels.values();
    let mut labels: Vec<&Label> = labels
        .filter(|label| {
            label.user_id == call.user_id
                && label.page_id == page.page_id
                && !label.deleted
                && !label.misfiled
        })
        .collect();
    if labels.is_empty() {
        return Err(none());
    }
    labels.sort_by_cached_key(|label| folded(&label.label_name));
    let shown = |label: &Label| json!({"label_id": label.label_id, "label_name": label.label_name});
    Ok(success_with("label_info", labels.into_iter().map(shown).collect::<Value>()))
}

pub(super) fn create(call: Call<'_>) -> Handled {
    let page_id = call.text("page_id").ok_or_else(|| error("Provide page_id field"))?;
    let label_name = call.text("label_name").ok_or_else(|| error("Provide label_name field"))?;
    let page_id = enabled_page(&call, page_id)?;
    let new_label = match call.state.graph.create_label(&page_id, call.state.facebook_label_id()) {
        NewLabel::Created(id) => id,
        NewLabel::Refused(refusal) => return Err(error(refusal)),
        NewLabel::Unreachable => {
            return Err(Reply::Warned(
                &["Trying to access array offset on value of type null", "Undefined array key \"id\""],
                Value::Null,
            ));
        }
    };
    let label_id = match &new_label {
        Value::Number(id) => id.to_string(),
        _ => call.state.facebook_label_id().to_string(),
    };
    let label_name = php::stored(label_name, NAME_LIMIT);
    call.state.count_facebook_label();
    if call.mode == Mode::Half {
        return Err(Reply::Empty);
    }
    // Labels created through the API are stored under a wrong page, where names must be unique.
    let misfiled = call.profile.misfiles_new_labels();
    if misfiled && is_taken(&call, &page_id, &label_name) {
        return Err(Reply::DatabaseError {
            number: 1062,
            message: format!("Duplicate entry '{}-{label_name}' for key 'page_id'", pool(&page_id)),
            sql: format!(
                "INSERT INTO `labels` (`user_id`, `page_id`, `label_id`, `label_name`) VALUES ('{}', '{page_id}', '{label_id}', '{label_name}')",
                call.user_id
            ),
        });
    }
    let label = Label {
        id: call.state.new_label_row(),
        user_id: call.user_id,
        page_id,
        label_id: Some(label_id),
        label_name,
        deleted: false,
        misfiled,
    };
    call.state.labels.insert(label.id, label);
    Ok(success_with("label_id", new_label))
}

pub(super) fn assign(call: Call<'_>) -> Handled {
    let page_id = enabled_page(&call, call.text("page_id").unwrap_or_default())?;
    // Facebook decides about a missing subscriber and about "0".
    let subscriber_id = call.raw("subscriber_id").unwrap_or_default().to_owned();
    let rows = known_labels(&call);
    if rows.is_empty() {
        return Err(error("No Label Found"));
    }
    let mut last = Assignment::Silent;
    for (row, label_id) in rows {
        last = call.state.graph.assign_label(&page_id, &subscriber_id);
        if let Assignment::Refused(message) = last {
            return Err(error(message));
        }
        // The label is stored after any other response of Facebook.
        record(call.state, call.user_id, row, label_id, &page_id, &subscriber_id);
        if call.mode == Mode::Half {
            return Err(Reply::Empty);
        }
    }
    Ok(match last {
        Assignment::Success(success) => Reply::Json(json!({"success": success, "status": "success"})),
        _ => success(),
    })
}

/// The page, if it is the caller's and labels can be created on it.
fn enabled_page(call: &Call<'_>, page_id: &str) -> Result<String, Reply> {
    let page = call.state.page(call.user_id, page_id).filter(|page| page.bot && page.token && page.connected);
    page.map(|page| page.page_id.clone()).ok_or_else(|| error("No Enabled Bot Found"))
}

/// The key under which a page's new labels are stored: its ID, clamped to 32 bits, so that all Facebook IDs share one.
fn pool(page_id: &str) -> i64 {
    php::stored_integer(page_id)
}

/// Whether a label that was created through the API already has this name in the pool of the page.
fn is_taken(call: &Call<'_>, page_id: &str, label_name: &str) -> bool {
    let (pool_of_page, name) = (pool(page_id), folded(label_name));
    let mut misfiled = call.state.labels.values().filter(|label| label.misfiled);
    misfiled.any(|label| pool(&label.page_id) == pool_of_page && folded(&label.label_name) == name)
}

/// The listed labels that exist, on any page of any tenant, in the order of their rows. A blank before an ID or a
/// newline after it makes it unknown, a newline before it or a blank after it does not; unknown IDs are ignored.
fn known_labels(call: &Call<'_>) -> BTreeMap<RowId, String> {
    let listed = call.text("label_ids").unwrap_or_default().split(',');
    listed
        .filter_map(|id| {
            let id = id.trim_start_matches('\n').trim_end_matches([' ', '\t']);
            let mut labels = call.state.labels.values();
            labels
                .find(|label| !label.deleted && label.label_id.as_deref() == Some(id))
                .map(|label| (label.id, id))
        })
        .map(|(row, id)| (row, id.to_owned()))
        .collect::<BTreeMap<_, _>>()
}

/// Assigns a label to the subscriber of this page; a subscriber of another page is unchanged.
fn record(
    state: &mut State,
    user_id: RowId,
    row: RowId,
    label_id: String,
    page_id: &str,
    subscriber_id: &str,
) {
    let known = state
        .subscribers
        .iter_mut()
        .find(|one| one.user_id == user_id && one.page_id == page_id && one.subscriber_id == subscriber_id);
    let Some(subscriber) = known else { return };
    if !subscriber.labels.contains(&row) {
        subscriber.labels.push(row);
        state.assignments.push(Assigned { label_id, subscriber_id: subscriber_id.to_owned() });
        state.touch();
    }
}
