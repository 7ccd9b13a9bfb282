//! The calls for labels.

use chat44mp::{Label, LabelId, PageId, Psid};
use pyo3::prelude::*;

use crate::arguments::{Many, Text};
use crate::caller::{Blocking, BlockingRaw, Caller, PendingRaw};
use crate::values::{Listed, Nothing};
use crate::wait::pending::Pending;

exported! { $ labels: Labels AsyncLabels RawLabels AsyncRawLabels; Label }

resource! {
    "The calls for labels: `client.labels`."
    Labels AsyncLabels RawLabels AsyncRawLabels {
        /// Lists the labels of a page, except those created through the API. `GET /get_all_labels`
        ///
        /// Fails with `labels_not_found` if the page is unknown, its bot is disabled, or it has no labels; the server
        /// does not say which.
        fn list (page_id) (page_id: PageId) -> Listed<Label> => move |client| client.labels().list(page_id);

        /// Creates a label and returns its ID. `POST /create_label`
        ///
        /// Keep the ID: the server never lists labels created through the API. Their names must be unique on the
        /// whole server, across all pages and users. Sent once: if the response is lost, `outcome` is `unknown`.
        ///
        /// Fails with `bot_not_enabled` if the page is unknown or its bot is disabled, and with
        /// `label_name_maybe_taken` if the name is taken, but only after Facebook has created the label.
        fn create (page_id, *, name) (page_id: PageId, name: Text) -> LabelId
            => move |client| client.labels().create(page_id, name.0);

        /// Assigns one or more labels to a subscriber. `POST /assign_label`
        ///
        /// Unknown label IDs are ignored, unless all of them are unknown. If Facebook refuses one of several labels,
        /// `outcome` is `unknown`: those before it stay assigned.
        ///
        /// Fails with `label_not_found`, `bot_not_enabled` or `facebook_refused`.
        fn assign (*, page_id, subscriber_id, label_ids) (page_id: PageId, subscriber_id: Psid, label_ids: Many<LabelId>) -> Nothing
            => move |client| client.labels().assign(page_id, subscriber_id, label_ids.0);
    }
}
