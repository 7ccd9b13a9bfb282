//! The calls for labels.

use chat44mp::{Label, LabelId, PageId};
use napi::{Env, Result};
use napi_derive::napi;

use crate::arguments::{Assignment, CallOptions, NewLabel};
use crate::bridge::Promise;
use crate::caller::Caller;

/// The calls for labels: `client.labels`.
#[napi]
pub struct Labels(pub(crate) Caller);

#[napi]
impl Labels {
    /// Lists the labels of a page, except those created through the API. `GET /get_all_labels`
    ///
    /// Fails with `labels_not_found` if the page is unknown, its bot is disabled, or it has no labels; the server
    /// does not say which.
    #[napi]
    pub fn list(
        &self,
        env: Env,
        #[napi(ts_arg_type = "PageId | bigint")] page_id: PageId,
        options: Option<CallOptions>,
    ) -> Result<Promise<Vec<Label>>> {
        self.0.call(env, options, |client| client.labels().list(page_id))
    }

    /// Creates a label and returns its ID. `POST /create_label`
    ///
    /// Keep the ID: the server never lists labels created through the API. Their names must be unique on the whole
    /// server, across all pages and users. Sent once: if the response is lost, `outcome` is `unknown`.
    ///
    /// Fails with `bot_not_enabled` if the page is unknown or its bot is disabled, and with `label_name_maybe_taken`
    /// if the name is taken, but only after Facebook has created the label.
    #[napi]
    pub fn create(
        &self,
        env: Env,
        label: NewLabel,
        options: Option<CallOptions>,
    ) -> Result<Promise<LabelId>> {
        self.0.call(env, options, |client| client.labels().create(label.page_id, label.name))
    }

    /// Assigns one or more labels to a subscriber. `POST /assign_label`
    ///
    /// Unknown label IDs are ignored, unless all of them are unknown. If Facebook refuses one of several labels,
    /// `outcome` is `unknown`: those before it stay assigned.
    ///
    /// Fails with `label_not_found`, `bot_not_enabled` or `facebook_refused`.
    #[napi(ts_return_type = "Promise<void>")]
    pub fn assign(
        &self,
        env: Env,
        assignment: Assignment,
        options: Option<CallOptions>,
    ) -> Result<Promise<()>> {
        self.0.call(env, options, |client| {
            let Assignment { page_id, subscriber_id, label_ids } = assignment;
            client.labels().assign(page_id, subscriber_id, label_ids)
        })
    }
}
