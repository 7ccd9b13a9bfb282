//! Contacts.

mod creation;

use std::fs::File;
use std::path::Path;

use chat44mp_macros::{argument, calls, model};
use futures_core::Stream;
use futures_util::StreamExt;
use serde::{Deserialize, Serialize};

use super::handle::handle;
use crate::call::{BoxFuture, Call};
use crate::client::Client;
use crate::decode::catalogue::messages;
use crate::decode::envelope::Envelope;
use crate::decode::success::{self, Change};
use crate::error::{Error, ErrorCode, ErrorKind, Outcome};
use crate::ids::{ContactId, GroupId, UserId};
use crate::import::{self, Given, ImportOptions, ImportReport, InputRow};
use crate::lenient;
use crate::operation::{Operation, operations};
use crate::request::Request;
use crate::request::parameters::{CONTACT_EMAIL, CONTACT_ID, FIRST_NAME, GROUP_ID, LAST_NAME, PHONE_NUMBER};
use crate::response::RawResponse;
use crate::wire::responses;
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
    /// Whether the contact is active; `status` on the wire. Not every server reports it.
    #[serde(default, rename(deserialize = "status"), deserialize_with = "lenient::optional_flag")]
    pub active: Option<bool>,
    /// The SMS and e-mail sequences it is in.
    #[serde(default, deserialize_with = "lenient::integer_list")]
    pub sms_email_sequence_campaign_ids: Vec<i64>,
    /// Whether it was deleted.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub deleted: bool,
}

/// Changes to a contact. Set only fields that change: the server rejects the e-mail address or phone number that the
/// contact already has. A field cannot be cleared.
#[argument]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "reflection", serde(deny_unknown_fields))]
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

operations! {
    /// `GET /get_contact`
    GET_CONTACT = "get_contact", "contacts.get", Read, Member, filtered, all [CONTACT_ID];
    /// `POST /create_contact`
    CREATE_CONTACT = "create_contact", "contacts.create", Create, Member, filtered, all [GROUP_ID],
        any [CONTACT_EMAIL PHONE_NUMBER], optional [FIRST_NAME LAST_NAME];
    /// `POST /update_contact/{contact_id}`
    UPDATE_CONTACT = "update_contact", "contacts.update", Set, Member, filtered, path CONTACT_ID,
        any [CONTACT_EMAIL PHONE_NUMBER FIRST_NAME LAST_NAME];
    /// `POST /delete_contact`
    DELETE_CONTACT = "delete_contact", "contacts.delete", Set, Member, filtered, all [CONTACT_ID];
}

messages! {
    "The contact_type_id is required" => GROUP_ID_REQUIRED, Observed, CREATE_CONTACT;
    "You can NOT add the contact to the specified contact group" => GROUP_NOT_FOUND, Observed, CREATE_CONTACT;
    "The contact ID does not exist" => GROUP_NOT_FOUND, Documented, CREATE_CONTACT;
    "The contact_id field is required" => CONTACT_ID_REQUIRED, Observed, GET_CONTACT DELETE_CONTACT;
    "The contact ID is required" => CONTACT_ID_REQUIRED, Observed, UPDATE_CONTACT;
    "The contact ID does not exist" => CONTACT_NOT_FOUND, Documented,
        GET_CONTACT UPDATE_CONTACT DELETE_CONTACT;
    "You do NOT have permission to update the contact" => CONTACT_NOT_FOUND, Observed, UPDATE_CONTACT;
    "Unable to get contact data" => CONTACT_DELETED, Observed, GET_CONTACT;
    "impossibile ottenere i dati di contatto" => CONTACT_DELETED, Observed, GET_CONTACT;
    "The email or phone_number is required" => EMAIL_OR_PHONE_REQUIRED, Documented, CREATE_CONTACT;
    "You should at least provide value for first name or last name or email or phone number" =>
        CONTACT_FIELDS_REQUIRED, Documented, UPDATE_CONTACT;
    "Please try with different email address" => EMAIL_TAKEN, Observed, CREATE_CONTACT UPDATE_CONTACT;
    "Please try with different phone_number" => PHONE_TAKEN, Observed, CREATE_CONTACT UPDATE_CONTACT;
}

responses! {
    GET_CONTACT => record::<Contact>;
    CREATE_CONTACT => |_| created("new_contact_id");
    UPDATE_CONTACT => changed;
    DELETE_CONTACT => deleted;
}

handle! {
    /// The calls for contacts: `client.contacts()`.
    Contacts,
    /// Contacts.
    contacts
}

#[calls(contacts)]
impl Contacts<'_> {
    /// Finds a contact. `GET /get_contact`
    ///
    /// Fails with `contact_not_found` if the contact is unknown or belongs to another user, and with
    /// `contact_deleted`.
    pub fn get(&self, contact_id: impl Into<ContactId>) -> Call<Contact> {
        let request = Request::new(Operation::GET_CONTACT).subject_id(CONTACT_ID, contact_id.into());
        Call::single(self.client, request, found)
    }

    /// Creates a contact and returns its ID. `POST /create_contact`
    ///
    /// An e-mail address or a phone number is required. Most servers need both: they treat a missing one as
    /// an empty value, and reject the empty value as taken. Sent once: if the response is lost, `outcome` is
    /// `unknown`.
    ///
    /// Fails with `email_taken` or `phone_taken` if any contact on the server has the value.
    pub fn create(&self, contact: NewContact) -> Call<ContactId> {
        Call::composed(self.client, |client| Box::pin(create(client, contact)))
    }

    /// Changes a contact; fields that are left out keep their values. `POST /update_contact/{contact_id}`
    ///
    /// Send only the fields that change: the server refuses the e-mail address or phone number that the
    /// contact already has. A field cannot be cleared.
    ///
    /// Fails with `contact_not_found` if the contact is unknown or belongs to another user, and with
    /// `email_taken` or `phone_taken` if any contact has the value, including this one.
    pub fn update(&self, contact_id: impl Into<ContactId>, update: ContactUpdate) -> Call<Change> {
        let contact_id = contact_id.into();
        Call::composed(self.client, move |client| Box::pin(self::update(client, contact_id, update)))
    }

    /// Deletes a contact permanently. `POST /delete_contact`
    ///
    /// Fails with `contact_not_found` if the contact is unknown or belongs to another user.
    pub fn delete(&self, contact_id: impl Into<ContactId>) -> Call<()> {
        let request = Request::new(Operation::DELETE_CONTACT).subject_id(CONTACT_ID, contact_id.into());
        Call::single(self.client, request, success::deleted)
    }

    /// Imports contacts from a CSV or JSON Lines file or a workbook into a group. `POST /create_contact` for each row
    ///
    /// The file is read twice: first to validate every row before anything is sent, then to send the rows.
    /// Several rows are in flight at a time (`concurrency`, 4 by default), and each is sent once: a row whose
    /// response is lost is `unknown`, because it may have been created. With a results file (`results`), an
    /// interrupted import resumes when it is run again.
    ///
    /// A row that fails does not fail the import; the report counts it and says why.
    ///
    /// Fails with `invalid_file` if the file cannot be parsed (the message names the row and the column), and
    /// with `file_failed`, `results_file_refused`, `invalid_option` or `invalid_value`; in each case before
    /// anything is sent.
    ///
    /// A source that can be read only once, such as a FIFO, is first copied to a private temporary file
    /// without a name.
    ///
    /// Dropping the future stops the import immediately; rows in flight may have been created. [`ImportStop`]
    /// stops it gracefully.
    ///
    /// ```no_run
    /// # async fn example(client: chat44mp::Client) -> Result<(), chat44mp::Error> {
    /// use chat44mp::ImportOptions;
    ///
    /// let options = ImportOptions::new(276).results("people.results.jsonl").errors("people.errors.csv");
    /// let report = client.contacts().import_file("people.csv", options).await?;
    /// println!("{} created, {} already existed", report.created, report.exists);
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
    /// `name` identifies the file in the report and the results file. Otherwise like [`import_file`](Self::import_file).
    pub fn import_open_file(
        &self,
        file: File,
        name: impl Into<String>,
        options: ImportOptions,
    ) -> BoxFuture<Result<ImportReport, Error>> {
        let source = Given::Open { file, name: name.into() };
        Box::pin(import::import_file(self.client.clone(), source, options))
    }

    /// Imports contacts from a sequence of rows into a group. `POST /create_contact` for each row
    ///
    /// Rows are taken from the sequence as there is capacity to send them and are validated one at a time, so
    /// memory use stays constant. An invalid row does not fail the import: the report counts it and says why.
    /// Rows are numbered from 1. Otherwise like [`import_file`](Self::import_file).
    ///
    /// Fails like [`import_file`](Self::import_file).
    ///
    /// A row need not be an [`ImportRow`]: an [`InputRow`] can name its own fields, whose values can be numbers or bytes
    /// ([`FieldValue`](crate::FieldValue)).
    pub fn import_rows<R>(&self, rows: R, options: ImportOptions) -> BoxFuture<Result<ImportReport, Error>>
    where
        R: IntoIterator<Item: Into<InputRow>>,
        R::IntoIter: Send + 'static,
    {
        self.import_stream(futures_util::stream::iter(rows), options)
    }

    /// Imports contacts as they arrive: [`import_rows`](Self::import_rows) of a stream.
    pub fn import_stream(
        &self,
        rows: impl Stream<Item: Into<InputRow>> + Send + 'static,
        options: ImportOptions,
    ) -> BoxFuture<Result<ImportReport, Error>> {
        let rows = Box::pin(rows.map(Into::into));
        Box::pin(import::import_stream(self.client.clone(), rows, options))
    }
}

async fn create(client: Client, contact: NewContact) -> Result<RawResponse<ContactId>, Error> {
    PreparedContact::of(contact).send(&client).await
}

fn found(response: &Envelope<'_>) -> Result<Contact, Error> {
    let contact: Contact = success::record(response)?;
    response.about(contact.id, contact)
}

async fn update(
    client: Client,
    contact_id: ContactId,
    update: ContactUpdate,
) -> Result<RawResponse<Change>, Error> {
    let request = Request::new(Operation::UPDATE_CONTACT)
        .path_id(CONTACT_ID, contact_id)
        .update_email(CONTACT_EMAIL, update.email.clone())
        .update_text(PHONE_NUMBER, update.phone_number.clone())
        .update_text(FIRST_NAME, update.first_name.clone())
        .update_text(LAST_NAME, update.last_name.clone())
        .at_least_one(ErrorCode::NOTHING_TO_UPDATE);
    match client.send(request, success::changed).await {
        Err(error) if error.kind() == ErrorKind::Conflict && error.outcome() == Some(Outcome::Unknown) => {
            settle_update(&client, contact_id, &update, error).await
        }
        result => result,
    }
}

/// Resolves a conflict after a lost attempt: if the contact already has the values, the lost attempt succeeded.
async fn settle_update(
    client: &Client,
    contact_id: ContactId,
    update: &ContactUpdate,
    conflict: Error,
) -> Result<RawResponse<Change>, Error> {
    let Ok(found) = client.contacts().get(contact_id).raw().await else { return Err(conflict) };
    let has = |sent: &Option<String>, stored: &Option<String>| {
        sent.as_ref().is_none_or(|sent| stored.as_ref().is_some_and(|stored| sent.trim() == stored))
    };
    if has(&update.email, &found.value.email) && has(&update.phone_number, &found.value.phone_number) {
        return Ok(found.map(|_| Change::Applied));
    }
    Err(conflict)
}
