//! Labels of Facebook pages.

use chat44mp_macros::{calls, model, wire};
use serde::{Deserialize, Serialize};

use super::handle::handle;
use crate::call::Call;
use crate::client::Client;
use crate::decode::catalogue::messages;
use crate::decode::envelope::Envelope;
use crate::decode::success;
use crate::error::{Error, ErrorCode, ErrorKind, Outcome};
use crate::ids::{LabelId, PageId, Psid};
use crate::lenient;
use crate::operation::{Operation, operations};
use crate::request::Request;
use crate::request::parameters::{LABEL_IDS, LABEL_NAME, PAGE_ID, SUBSCRIBER_ID};
use crate::response::RawResponse;
use crate::wire::responses;

/// A label of a page.
#[model]
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Label {
    /// The label's id at Facebook; `label_id` on the wire. Some system labels have none.
    #[serde(default, rename(deserialize = "label_id"), deserialize_with = "lenient::optional_id_text")]
    pub id: Option<LabelId>,
    /// Its name; `label_name` on the wire.
    #[serde(default, rename(deserialize = "label_name"), deserialize_with = "lenient::text")]
    pub name: String,
}

operations! {
    /// `GET /get_all_labels`
    GET_ALL_LABELS = "get_all_labels", "labels.list", Read, Member, unfiltered, all [PAGE_ID];
    /// `POST /create_label`
    CREATE_LABEL = "create_label", "labels.create", Create, Member, filtered, all [LABEL_NAME PAGE_ID];
    /// `POST /assign_label`
    ASSIGN_LABEL = "assign_label", "labels.assign", Set, Member, filtered, all [LABEL_IDS PAGE_ID SUBSCRIBER_ID];
}

messages! {
    "Provide page_id field" => PAGE_ID_REQUIRED, Observed, GET_ALL_LABELS CREATE_LABEL;
    "No Matching Label Found" => LABELS_NOT_FOUND, Documented, GET_ALL_LABELS;
    "Provide label_name field" => LABEL_NAME_REQUIRED, Observed, CREATE_LABEL;
    "No Enabled Bot Found" => BOT_NOT_ENABLED, Documented, CREATE_LABEL ASSIGN_LABEL;
    "No Label Found" => LABEL_NOT_FOUND, Observed, ASSIGN_LABEL;
}

responses! {
    GET_ALL_LABELS => succeeded::<Listed>;
    CREATE_LABEL => |_| created_at_facebook("label_id");
    ASSIGN_LABEL => succeeded::<Assigned>;
}

handle! {
    /// The calls for labels: `client.labels()`.
    Labels,
    /// Labels of Facebook pages.
    labels
}

#[calls(labels)]
impl Labels<'_> {
    /// Lists the labels of a page, except those created through the API. `GET /get_all_labels`
    ///
    /// Fails with `labels_not_found` if the page is unknown, its bot is disabled, or it has no labels; the
    /// server does not say which.
    pub fn list(&self, page_id: impl Into<PageId>) -> Call<Vec<Label>> {
        let request = Request::new(Operation::GET_ALL_LABELS).compressed().digits(PAGE_ID, page_id.into().0);
        Call::single(self.client, request, listed)
    }

    /// Creates a label and returns its ID. `POST /create_label`
    ///
    /// Keep the ID: the server never lists labels created through the API. Their names must be unique on the
    /// whole server, across all pages and users. Sent once: if the response is lost, `outcome` is `unknown`.
    ///
    /// Fails with `bot_not_enabled` if the page is unknown or its bot is disabled, and with
    /// `label_name_maybe_taken` if the name is taken, but only after Facebook has created the label.
    pub fn create(&self, page_id: impl Into<PageId>, name: impl Into<String>) -> Call<LabelId> {
        let request = Request::new(Operation::CREATE_LABEL)
            .digits(PAGE_ID, page_id.into().0)
            .text(LABEL_NAME, name.into());
        Call::single(self.client, request, created)
    }

    /// Assigns one or more labels to a subscriber. `POST /assign_label`
    ///
    /// Unknown label IDs are ignored, unless all of them are unknown. If Facebook refuses one of several
    /// labels, `outcome` is `unknown`: those before it stay assigned.
    ///
    /// Fails with `label_not_found`, `bot_not_enabled` or `facebook_refused`.
    pub fn assign<L: Into<LabelId>>(
        &self,
        page_id: impl Into<PageId>,
        subscriber_id: impl Into<Psid>,
        label_ids: impl IntoIterator<Item = L>,
    ) -> Call<()> {
        let label_ids = label_ids.into_iter().map(|id| id.into().0).collect();
        let (page_id, subscriber_id) = (page_id.into(), subscriber_id.into());
        Call::composed(self.client, |client| Box::pin(assign(client, page_id, subscriber_id, label_ids)))
    }
}

async fn assign(
    client: Client,
    page_id: PageId,
    subscriber_id: Psid,
    label_ids: Vec<String>,
) -> Result<RawResponse<()>, Error> {
    let several = label_ids.len() > 1;
    let request = Request::new(Operation::ASSIGN_LABEL)
        .digit_list(LABEL_IDS, label_ids)
        .digits(PAGE_ID, page_id.0)
        .digits(SUBSCRIBER_ID, subscriber_id.0);
    client.send(request, assigned).await.map_err(|error| {
        if several && error.kind() == ErrorKind::Upstream {
            return error.with_outcome(Outcome::Unknown);
        }
        error
    })
}

/// The response with the labels of a page.
#[wire]
#[derive(Deserialize)]
struct Listed {
    label_info: Vec<Label>,
}

fn listed(response: &Envelope<'_>) -> Result<Vec<Label>, Error> {
    success::succeeded(response).map(|Listed { label_info }| label_info)
}

fn created(response: &Envelope<'_>) -> Result<LabelId, Error> {
    success::created_digits(response, "label_id").map(LabelId)
}

/// The response of Facebook.
#[derive(Deserialize)]
#[cfg_attr(feature = "reflection", derive(schemars::JsonSchema))]
struct Assigned {
    /// Whether Facebook assigned the last label; absent if it did not respond.
    #[serde(default, deserialize_with = "lenient::flag")]
    success: bool,
}

/// Only `success: true` means that Facebook assigned the label: the server sends `status: success` even if Facebook did
/// not respond.
fn assigned(response: &Envelope<'_>) -> Result<(), Error> {
    let Assigned { success } = success::succeeded(response)?;
    if success {
        return Ok(());
    }
    let message = "Facebook did not confirm that the label was assigned";
    Err(Error::new(ErrorCode::LABEL_NOT_ASSIGNED, message).with_outcome(Outcome::Unknown))
}
