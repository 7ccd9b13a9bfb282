//! The creation of a contact: validated once, then sent.

use chat44mp_macros::argument;
use serde::{Deserialize, Serialize};

use crate::client::Client;
use crate::decode::envelope::Envelope;
use crate::decode::success;
use crate::error::{Error, ErrorCode};
use crate::ids::{ContactId, GroupId};
use crate::operation::Operation;
use crate::request::Request;
use crate::request::parameters::{CONTACT_EMAIL, FIRST_NAME, GROUP_ID, LAST_NAME, PHONE_NUMBER};
use crate::response::RawResponse;

/// A contact to create: at least an e-mail address or a phone number.
///
/// Most servers need both: they treat an empty one as taken.
#[argument]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "reflection", serde(deny_unknown_fields))]
pub struct NewContact {
    /// The group to put it in.
    pub group_id: GroupId,
    /// E-mail address, at most 100 characters; unique on the whole server.
    pub email: Option<String>,
    /// Phone number, at most 50 characters; unique on the whole server.
    pub phone_number: Option<String>,
    /// First name, at most 100 characters.
    pub first_name: Option<String>,
    /// Last name, at most 100 characters.
    pub last_name: Option<String>,
}

/// A validated contact, ready to send.
pub(crate) struct PreparedContact {
    pub(crate) request: Request,
    has_email: bool,
    has_phone: bool,
}

impl PreparedContact {
    pub(crate) fn of(contact: NewContact) -> PreparedContact {
        let given = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.is_empty());
        let (has_email, has_phone) = (given(&contact.email), given(&contact.phone_number));
        let request = Request::new(Operation::CREATE_CONTACT)
            .id(GROUP_ID, contact.group_id)
            .optional_email(CONTACT_EMAIL, contact.email)
            .optional_text(PHONE_NUMBER, contact.phone_number)
            .at_least_one(ErrorCode::MISSING_VALUE)
            .optional_text(FIRST_NAME, contact.first_name)
            .optional_text(LAST_NAME, contact.last_name);
        PreparedContact { request, has_email, has_phone }
    }

    pub(crate) async fn send(self, client: &Client) -> Result<RawResponse<ContactId>, Error> {
        let PreparedContact { request, has_email, has_phone } = self;
        client.send(request, created).await.map_err(|error| {
            let code = error.code();
            if *code == ErrorCode::EMAIL_TAKEN && !has_email || *code == ErrorCode::PHONE_TAKEN && !has_phone {
                return error.with_hint(
                    "The contact has none: this server treats an empty one as taken. Pass both `email` and `phone_number`.",
                );
            }
            error
        })
    }
}

fn created(response: &Envelope<'_>) -> Result<ContactId, Error> {
    success::created(response, "new_contact_id")
}
