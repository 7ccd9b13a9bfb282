//! Contacts.

use chat44mp_macros::{argument, model};
use serde::{Deserialize, Serialize};

use super::fields::{CONTACT_EMAIL, CONTACT_ID, FIRST_NAME, GROUP_ID, LAST_NAME, PHONE_NUMBER};
use crate::call::Call;
use crate::client::Client;
use crate::decode::envelope::{self, Answer, Change};
use crate::decode::lenient;
use crate::error::{Error, ErrorCode, ErrorKind, Outcome};
use crate::ids::{ContactId, GroupId, UserId};
use crate::operation::Operation;
use crate::response::Response;
use crate::transport::request::Request;

/// A contact.
#[model]
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Contact {
    /// The contact's id.
    pub id: ContactId,
    /// The user whose contact it is.
    pub user_id: UserId,
    /// The groups it is in; `contact_type_id` on the wire.
    #[serde(default, rename(deserialize = "contact_type_id"), deserialize_with = "lenient::integer_list")]
    pub group_ids: Vec<GroupId>,
    /// First name; can be empty.
    #[serde(default, deserialize_with = "lenient::text")]
    pub first_name: String,
    /// Last name; can be empty.
    #[serde(default, deserialize_with = "lenient::text")]
    pub last_name: String,
    /// Phone number.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub phone_number: Option<String>,
    /// E-mail address.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub email: Option<String>,
    /// Notes; can be empty.
    #[serde(default, deserialize_with = "lenient::text")]
    pub notes: String,
    /// Whether the contact has unsubscribed.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub unsubscribed: bool,
    /// Whether the contact is active; `status` on the wire. Not every server tells.
    #[serde(default, rename(deserialize = "status"), deserialize_with = "lenient::optional_flag")]
    pub active: Option<bool>,
    /// The SMS and e-mail sequences it is in.
    #[serde(default, deserialize_with = "lenient::integer_list")]
    pub sms_email_sequence_campaign_ids: Vec<i64>,
    /// Whether it was deleted.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub deleted: bool,
}

/// A contact to make: at least an e-mail address or a phone number.
///
/// Most installs want both: they count an empty one as taken, too.
#[argument]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewContact {
    /// The group to put it in.
    pub group_id: GroupId,
    /// E-mail address, at most 100 characters; unique on the whole install.
    pub email: Option<String>,
    /// Phone number, at most 50 characters; unique on the whole install.
    pub phone_number: Option<String>,
    /// First name, at most 100 characters.
    pub first_name: Option<String>,
    /// Last name, at most 100 characters.
    pub last_name: Option<String>,
}

/// What to change of a contact. Send only what changes: the server refuses the e-mail address or phone number
/// that the contact already has. A field cannot be cleared.
#[argument]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactUpdate {
    /// A new e-mail address, at most 100 characters.
    pub email: Option<String>,
    /// A new phone number, at most 50 characters.
    pub phone_number: Option<String>,
    /// A new first name, at most 100 characters.
    pub first_name: Option<String>,
    /// A new last name, at most 100 characters.
    pub last_name: Option<String>,
}

super::handle! {
    /// The calls for contacts: `client.contacts()`.
    Contacts
}

impl Contacts<'_> {
    pub(crate) fn client(&self) -> &Client {
        self.client
    }

    /// Finds a contact. `GET /get_contact`
    ///
    /// Fails with `contact_not_found` for an unknown contact or another user's, and `contact_deleted`.
    pub fn get(&self, contact_id: impl Into<ContactId>) -> Call<Contact> {
        let request = Request::new(Operation::GetContact).subject_id(CONTACT_ID, contact_id.into());
        Call::single(self.client, request, found)
    }

    /// Makes a contact. `POST /create_contact`
    ///
    /// Fails with `email_taken` or `phone_taken` when any contact of the install has it. Sent once: when its
    /// answer is lost, `outcome` is `unknown`.
    pub fn create(&self, contact: NewContact) -> Call<ContactId> {
        Call::composed(self.client, |client| Box::pin(create(client, contact)))
    }

    /// Changes a contact. `POST /update_contact/{contact_id}`
    ///
    /// Fails with `contact_not_found` for an unknown contact or another user's, and with `email_taken` or
    /// `phone_taken`, also when the contact itself has it.
    pub fn update(&self, contact_id: impl Into<ContactId>, update: ContactUpdate) -> Call<Change> {
        let contact_id = contact_id.into();
        Call::composed(self.client, move |client| Box::pin(self::update(client, contact_id, update)))
    }

    /// Deletes a contact for good. `POST /delete_contact`
    ///
    /// Fails with `contact_not_found` for an unknown contact or another user's.
    pub fn delete(&self, contact_id: impl Into<ContactId>) -> Call<()> {
        let request = Request::new(Operation::DeleteContact).subject_id(CONTACT_ID, contact_id.into());
        Call::single(self.client, request, envelope::deleted)
    }
}

async fn create(client: Client, contact: NewContact) -> Result<Response<ContactId>, Error> {
    Creation::of(contact).send(&client).await
}

/// A contact that is about to be made: checked, and ready to send.
pub(crate) struct Creation {
    pub(crate) request: Request,
    has_email: bool,
    has_phone: bool,
}

impl Creation {
    pub(crate) fn of(contact: NewContact) -> Creation {
        let given = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.is_empty());
        let (has_email, has_phone) = (given(&contact.email), given(&contact.phone_number));
        let request = Request::new(Operation::CreateContact)
            .id(GROUP_ID, contact.group_id)
            .optional_email(CONTACT_EMAIL, contact.email)
            .optional_text(PHONE_NUMBER, contact.phone_number)
            .at_least_one(ErrorCode::MISSING_VALUE, &[CONTACT_EMAIL, PHONE_NUMBER])
            .optional_text(FIRST_NAME, contact.first_name)
            .optional_text(LAST_NAME, contact.last_name);
        Creation { request, has_email, has_phone }
    }

    pub(crate) async fn send(self, client: &Client) -> Result<Response<ContactId>, Error> {
        let Creation { request, has_email, has_phone } = self;
        client.send(request, created).await.map_err(|error| {
            let code = error.code();
            if *code == ErrorCode::EMAIL_TAKEN && !has_email || *code == ErrorCode::PHONE_TAKEN && !has_phone {
                return error.hint_is(
                    "The contact has none: this server counts an empty one as taken. Give both email and phone_number.",
                );
            }
            error
        })
    }
}

fn found(answer: &Answer<'_>) -> Result<Contact, Error> {
    let contact: Contact = envelope::record(answer)?;
    answer.about(contact.id, contact)
}

fn created(answer: &Answer<'_>) -> Result<ContactId, Error> {
    envelope::created(answer, "new_contact_id")
}

async fn update(
    client: Client,
    contact_id: ContactId,
    update: ContactUpdate,
) -> Result<Response<Change>, Error> {
    let request = Request::new(Operation::UpdateContact)
        .path_id(CONTACT_ID, contact_id)
        .update_email(CONTACT_EMAIL, update.email.clone())
        .update_text(PHONE_NUMBER, update.phone_number.clone())
        .update_text(FIRST_NAME, update.first_name.clone())
        .update_text(LAST_NAME, update.last_name.clone())
        .at_least_one(ErrorCode::NOTHING_TO_UPDATE, &[CONTACT_EMAIL, PHONE_NUMBER, FIRST_NAME, LAST_NAME]);
    match client.send(request, envelope::changed).await {
        Err(error) if error.kind() == ErrorKind::Conflict && error.outcome() == Some(Outcome::Unknown) => {
            settle_update(&client, contact_id, &update, error).await
        }
        result => result,
    }
}

/// An attempt was lost and the next found its e-mail address or phone number taken: by this very contact, if the
/// lost one did its work.
async fn settle_update(
    client: &Client,
    contact_id: ContactId,
    update: &ContactUpdate,
    conflict: Error,
) -> Result<Response<Change>, Error> {
    let Ok(found) = client.contacts().get(contact_id).raw().await else { return Err(conflict) };
    let has = |sent: &Option<String>, stored: &Option<String>| {
        sent.as_ref().is_none_or(|sent| stored.as_ref().is_some_and(|stored| sent.trim() == stored))
    };
    if has(&update.email, &found.value.email) && has(&update.phone_number, &found.value.phone_number) {
        return Ok(found.map(|_| Change::Applied));
    }
    Err(conflict)
}
