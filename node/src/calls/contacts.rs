//! The calls for contacts.

use chat44mp::ffi::Import;
use chat44mp::{Change, Contact, ContactId, ContactUpdate, NewContact};
use napi::{Env, Result};
use napi_derive::napi;

use crate::arguments::{CallOptions, FilePath};
use crate::bridge::Promise;
use crate::caller::Caller;
use crate::errors;
use crate::importing::{ImportOptions, ImportRun};

/// The calls for contacts: `client.contacts`.
#[napi]
pub struct Contacts(pub(crate) Caller);

#[napi]
impl Contacts {
    /// Finds a contact. `GET /get_contact`
    ///
    /// Fails with `contact_not_found` if the contact is unknown or belongs to another user, and with
    /// `contact_deleted`.
    #[napi]
    pub fn get(
        &self,
        env: Env,
        #[napi(ts_arg_type = "ContactId | bigint")] contact_id: ContactId,
        options: Option<CallOptions>,
    ) -> Result<Promise<Contact>> {
        self.0.call(env, options, |client| client.contacts().get(contact_id))
    }

    /// Creates a contact and returns its ID. `POST /create_contact`
    ///
    /// An e-mail address or a phone number is required. Most servers need both: they treat a missing one as an empty
    /// value, and reject the empty value as taken. Sent once: if the response is lost, `outcome` is `unknown`.
    ///
    /// Fails with `email_taken` or `phone_taken` if any contact on the server has the value.
    #[napi]
    pub fn create(
        &self,
        env: Env,
        contact: NewContact,
        options: Option<CallOptions>,
    ) -> Result<Promise<ContactId>> {
        self.0.call(env, options, |client| client.contacts().create(contact))
    }

    /// Changes a contact; fields that are left out keep their values. `POST /update_contact/{contact_id}`
    ///
    /// Send only the fields that change: the server refuses the e-mail address or phone number that the contact
    /// already has. A field cannot be cleared.
    ///
    /// Fails with `contact_not_found` if the contact is unknown or belongs to another user, and with `email_taken` or
    /// `phone_taken` if any contact has the value, including this one.
    #[napi]
    pub fn update(
        &self,
        env: Env,
        #[napi(ts_arg_type = "ContactId | bigint")] contact_id: ContactId,
        update: ContactUpdate,
        options: Option<CallOptions>,
    ) -> Result<Promise<Change>> {
        self.0.call(env, options, |client| client.contacts().update(contact_id, update))
    }

    /// Deletes a contact permanently. `POST /delete_contact`
    ///
    /// Fails with `contact_not_found` if the contact is unknown or belongs to another user.
    #[napi(ts_return_type = "Promise<void>")]
    pub fn delete(
        &self,
        env: Env,
        #[napi(ts_arg_type = "ContactId | bigint")] contact_id: ContactId,
        options: Option<CallOptions>,
    ) -> Result<Promise<()>> {
        self.0.call(env, options, |client| client.contacts().delete(contact_id))
    }

    /// Imports contacts from a CSV or JSON Lines file or a workbook into a group. `POST /create_contact` for each row
    ///
    /// The file is read twice: first to validate every row before anything is sent, then to send the rows. Several
    /// rows are in flight at a time (`concurrency`, 4 by default), and each is sent once: a row whose response is
    /// lost is `unknown`, because it may have been created. With a results file (`results`), an interrupted import
    /// resumes when it is run again.
    ///
    /// A row that fails does not fail the import; the report counts it and says why.
    ///
    /// Fails with `invalid_file` if the file cannot be parsed (the message names the row and the column), and with
    /// `file_failed`, `results_file_refused`, `invalid_option` or `invalid_value`; in each case before anything is
    /// sent.
    #[napi(
        ts_args_type = "path: string | URL, options: ImportFileOptions",
        ts_return_type = "Promise<ImportReport>"
    )]
    pub fn import_file(&self, env: Env, path: FilePath, options: ImportOptions) -> Result<ImportRun> {
        let import =
            Import::of_file(self.0.bulk_client(env)?, path.0.into(), options.options, options.reports);
        import.map(ImportRun::from).map_err(|error| errors::thrown(env, &error))
    }

    /// Imports contacts from a sequence of rows into a group. `POST /create_contact` for each row
    ///
    /// Rows are taken from the sequence as there is capacity to send them and are validated one at a time, so memory
    /// use stays constant. An invalid row does not fail the import: the report counts it and says why. Rows are
    /// numbered from 1. Otherwise like `importFile`.
    ///
    /// Fails like `importFile`.
    ///
    /// A row is an object with `email`, `phoneNumber`, `firstName` and `lastName`, or the names that CRMs use for
    /// them; other properties are ignored. A number or bigint is imported as its digits, and a Buffer or Uint8Array as
    /// UTF-8; undefined, null and NaN are missing values. With any other value in one of these fields the row is
    /// invalid, also with a number from 2 ** 53 on, which may have lost digits.
    ///
    /// Any other value in the place of a row is a `TypeError` that names the row: an array, a `Map`, a promise, or an
    /// object with getters, such as a record of an ORM. It, or an error that the iterable throws, stops the import
    /// gracefully; the call then rejects with it.
    #[napi(
        ts_args_type = "rows: Iterable<object> | AsyncIterable<object>, options: ImportOptions",
        ts_return_type = "Promise<ImportReport>"
    )]
    pub fn import_rows(&self, env: Env, options: ImportOptions) -> Result<ImportRun> {
        let import = Import::of_rows(self.0.bulk_client(env)?, options.options, options.reports);
        import.map(ImportRun::from).map_err(|error| errors::thrown(env, &error))
    }
}
