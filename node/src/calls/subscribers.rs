//! The calls for subscribers.

use chat44mp::{Psid, Subscriber};
use napi::{Env, Result};
use napi_derive::napi;

use crate::arguments::CallOptions;
use crate::bridge::Promise;
use crate::caller::Caller;

/// The calls for subscribers: `client.subscribers`.
#[napi]
pub struct Subscribers(pub(crate) Caller);

#[napi]
impl Subscribers {
    /// Finds a subscriber. `GET /subscriber_information`
    ///
    /// Fails with `subscriber_not_found` if the subscriber is unknown or belongs to another user.
    #[napi]
    pub fn get(
        &self,
        env: Env,
        #[napi(ts_arg_type = "Psid | bigint")] subscriber_id: Psid,
        options: Option<CallOptions>,
    ) -> Result<Promise<Subscriber>> {
        self.0.call(env, options, |client| client.subscribers().get(subscriber_id))
    }
}
