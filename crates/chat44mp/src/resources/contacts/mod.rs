//! Contacts.

mod creation;

use std::fs::File;
use std::path::Path;

use chat44mp_macros::{argument, model};
use futures_core::Stream;
use futures_util::StreamExt;
use serde::{Deserialize, Serialize};

use super::handle::handle;
use crate::call::{BoxFuture, Call};
use crate::client::Client;
use crate::decode::envelope::{self, Answer, Change};
use crate::error::{Error, ErrorCode, ErrorKind, Outcome};
use crate::ids::{ContactId, GroupId, UserId};
use crate::import::{self, Given, GivenRow, ImportOptions, ImportReport};
use crate::lenient;
use crate::operation::Operation;
use crate::request::Request;
use crate::request::fields::{CONTACT_EMAIL, CONTACT_ID, FIRST_NAME, LAST_NAME, PHONE_NUMBER};
use crate::response::Response;
pub use creation::NewContact;
pub(crate) use creation::PreparedContact;

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

handle! {
    /// The calls for contacts: `client.contacts()`.
    Contacts,
    /// Contacts.
    contacts
}

impl Contacts<'_> {
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

    /// Imports the contacts of a CSV or JSON Lines file into a group. `POST /create_contact` for each
    ///
    /// The file is read twice: once to find what is wrong with it, before anything is sent, and once to send it. What can
    /// be read only once, such as a FIFO, is copied to a temporary file first, which has no name and is private. Rows
    /// are sent a few at a time, each once: what is known of a row whose answer was lost is that it may have been made
    /// (`unknown`). With a [results file](ImportOptions::results) an import can be started again, after whatever broke
    /// it off, and goes on where it was.
    ///
    /// Rows that fail do not fail the import: see the report. It fails with `invalid_file` for a file that cannot be
    /// understood (the message names row and column), `file_failed`, `results_file_refused`, `invalid_option` and
    /// `invalid_value`, before anything is sent.
    ///
    /// Dropping the future stops at once; rows in flight may have been made. [`ImportStop`](crate::ImportStop) stops in good order.
    ///
    /// ```no_run
    /// # async fn example(client: chat44mp::Client) -> Result<(), chat44mp::Error> {
    /// use chat44mp::ImportOptions;
    ///
    /// let options = ImportOptions::new(276).results("people.results.jsonl").errors("people.errors.csv");
    /// let report = client.contacts().import_file("people.csv", options).await?;
    /// println!("{} made, {} there already", report.created, report.exists);
    /// # Ok(())
    /// # }
    /// ```
    pub fn import_file(
        &self,
        path: impl AsRef<Path>,
        options: ImportOptions,
    ) -> BoxFuture<Result<ImportReport, Error>> {
        let source = Given::Path(path.as_ref().to_owned());
        Box::pin(import::import_file(self.client.clone(), source, options))
    }

    /// Imports the contacts of an open file, such as stdin, from its position on. `POST /create_contact` for each
    ///
    /// `name` stands for the file in the report and the results file. Otherwise like [`import_file`](Self::import_file).
    pub fn import_open_file(
        &self,
        file: File,
        name: impl Into<String>,
        options: ImportOptions,
    ) -> BoxFuture<Result<ImportReport, Error>> {
        let source = Given::Open { file, name: name.into() };
        Box::pin(import::import_file(self.client.clone(), source, options))
    }

    /// Imports contacts as `rows` gives them. `POST /create_contact` for each
    ///
    /// Rows are taken when they can be sent, and checked one by one: memory stays small, however many they are. A row's
    /// number is its place, counted from 1. A row need not be an [`ImportRow`](crate::ImportRow): a [`GivenRow`] can name its fields, and say
    /// that it is none. Otherwise like [`import_file`](Self::import_file).
    pub fn import_rows<R>(&self, rows: R, options: ImportOptions) -> BoxFuture<Result<ImportReport, Error>>
    where
        R: IntoIterator<Item: Into<GivenRow>>,
        R::IntoIter: Send + 'static,
    {
        self.import_stream(futures_util::stream::iter(rows), options)
    }

    /// Imports contacts as they arrive: [`import_rows`](Self::import_rows) of a stream.
    pub fn import_stream(
        &self,
        rows: impl Stream<Item: Into<GivenRow>> + Send + 'static,
        options: ImportOptions,
    ) -> BoxFuture<Result<ImportReport, Error>> {
        let rows = Box::pin(rows.map(Into::into));
        Box::pin(import::import_stream(self.client.clone(), rows, options))
    }
}

async fn create(client: Client, contact: NewContact) -> Result<Response<ContactId>, Error> {
    PreparedContact::of(contact).send(&client).await
}

fn found(answer: &Answer<'_>) -> Result<Contact, Error> {
    let contact: Contact = envelope::record(answer)?;
    answer.about(contact.id, contact)
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
