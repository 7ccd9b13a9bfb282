//! The calls for subscribers.

use chat44mp::{Psid, Subscriber};
use pyo3::prelude::*;

use crate::caller::{Blocking, BlockingRaw, Caller, PendingRaw};
use crate::wait::pending::Pending;

exported! { $ subscribers: Subscribers AsyncSubscribers RawSubscribers AsyncRawSubscribers; Subscriber }

resource! {
    "The calls for subscribers: `client.subscribers`."
    Subscribers AsyncSubscribers RawSubscribers AsyncRawSubscribers {
        /// Finds a subscriber. `GET /subscriber_information`
        ///
        /// Fails with `subscriber_not_found` if the subscriber is unknown or belongs to another user.
        fn get (subscriber_id) (subscriber_id: Psid) -> Subscriber
            => move |client| client.subscribers().get(subscriber_id);
    }
}
