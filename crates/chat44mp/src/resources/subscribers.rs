//! Messenger subscribers.

use chat44mp_macros::{calls, model, wire};
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use super::handle::handle;
use crate::call::Call;
use crate::decode::catalogue::messages;
use crate::decode::envelope::Envelope;
use crate::decode::success;
use crate::error::Error;
use crate::ids::{PageId, Psid};
use crate::lenient;
use crate::operation::{Operation, operations};
use crate::request::Request;
use crate::request::parameters::SUBSCRIBER_ID;
use crate::wire::responses;

/// A Messenger (or Instagram) subscriber. Texts that are not known are empty.
#[model]
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Subscriber {
    /// The page-scoped id.
    pub subscriber_id: Psid,
    /// Numbers of label rows in the server's database; `labels` on the wire. They are not label ids and cannot
    /// be mapped to them through this API.
    #[serde(default, rename(deserialize = "labels"), deserialize_with = "lenient::integer_list")]
    pub internal_label_numbers: Vec<i64>,
    /// First name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub first_name: String,
    /// Last name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub last_name: String,
    /// Full name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub full_name: String,
    /// Gender.
    #[serde(default, deserialize_with = "lenient::text")]
    pub gender: String,
    /// Locale, such as `it_IT`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub locale: String,
    /// Hours from UTC, such as `2` or `-3.5`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub timezone: String,
    /// The page's name; absent if the page was deleted.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub page_name: Option<String>,
    /// The page's id.
    #[serde(default)]
    pub page_id: PageId,
    /// Whether the subscriber can no longer receive messages.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub unavailable: bool,
    /// Why the last message failed.
    #[serde(default, deserialize_with = "lenient::text")]
    pub last_error_message: String,
    /// Where the subscriber came from; `refferer_source` on the wire.
    #[serde(default, rename(deserialize = "refferer_source"), deserialize_with = "lenient::text")]
    pub referrer_source: String,
    /// When the subscriber was added, by the server's clock.
    #[serde(default, deserialize_with = "lenient::date_time")]
    pub subscribed_at: Option<DateTime>,
    /// E-mail address.
    #[serde(default, deserialize_with = "lenient::text")]
    pub email: String,
    /// Phone number.
    #[serde(default, deserialize_with = "lenient::text")]
    pub phone_number: String,
    /// Date of birth.
    #[serde(default, deserialize_with = "lenient::date")]
    pub birthdate: Option<Date>,
    /// When the subscriber last wrote, by the server's clock.
    #[serde(default, deserialize_with = "lenient::date_time")]
    pub last_subscriber_interaction_time: Option<DateTime>,
}

operations! {
    /// `GET /subscriber_information`
    SUBSCRIBER_INFORMATION = "subscriber_information", "subscribers.get", Read, Member, unfiltered, all [SUBSCRIBER_ID];
}

messages! {
    "Provide subscriber_id field" => SUBSCRIBER_ID_REQUIRED, Observed, SUBSCRIBER_INFORMATION;
    "No Matching Subscriber Found" => SUBSCRIBER_NOT_FOUND, Documented, SUBSCRIBER_INFORMATION;
}

responses! {
    SUBSCRIBER_INFORMATION => succeeded::<Found>;
}

handle! {
    /// The calls for subscribers: `client.subscribers()`.
    Subscribers,
    /// Messenger subscribers.
    subscribers
}

#[calls(subscribers)]
impl Subscribers<'_> {
    /// Finds a subscriber. `GET /subscriber_information`
    ///
    /// Fails with `subscriber_not_found` if the subscriber is unknown or belongs to another user.
    pub fn get(&self, subscriber_id: impl Into<Psid>) -> Call<Subscriber> {
        let request = Request::new(Operation::SUBSCRIBER_INFORMATION)
            .subject_digits(SUBSCRIBER_ID, subscriber_id.into().0);
        Call::single(self.client, request, found)
    }
}

/// The response with a subscriber.
#[wire]
#[derive(Deserialize)]
struct Found {
    subscriber_info: Subscriber,
}

fn found(response: &Envelope<'_>) -> Result<Subscriber, Error> {
    let Found { subscriber_info } = success::succeeded(response)?;
    response.about(subscriber_info.subscriber_id.clone(), subscriber_info)
}
