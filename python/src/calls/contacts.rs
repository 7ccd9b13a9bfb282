//! The calls for contacts.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chat44mp::ffi::{Import, Reports};
use chat44mp::{
    Change, Contact, ContactId, ContactUpdate, GroupId, ImportOptions, ImportProgress, ImportSettings,
    NewContact, RowResult,
};
use pyo3::prelude::*;

use crate::arguments::{AsyncRows, Callback, FilePath, Keyword, Rows, Text, optional};
use crate::bulk::importing::Importing;
use crate::bulk::{Bulk, PendingReport, Report};
use crate::caller::{Blocking, BlockingRaw, Caller, PendingRaw};
use crate::values::Nothing;
use crate::wait::pending::Pending;
use chat44mp::ImportReport;

exported! {
    $ contacts: Contacts AsyncContacts RawContacts AsyncRawContacts;
    CleanedCells Contact ImportProgress ImportReason ImportReport ImportResults ImportWarning MappedColumn PreviewCell PreviewRow
    RowResult
}

/// The calls, with the core's options of an import as keywords.
macro_rules! calls {
    ({ $($(#[$doc:meta])* $option:ident: $type:ty = $absent:tt,)* }) => {
resource! {
    "The calls for contacts: `client.contacts`."
    Contacts AsyncContacts RawContacts AsyncRawContacts {
        /// Finds a contact. `GET /get_contact`
        ///
        /// Fails with `contact_not_found` if the contact is unknown or belongs to another user, and with
        /// `contact_deleted`.
        fn get (contact_id) (contact_id: ContactId) -> Contact => move |client| client.contacts().get(contact_id);

        /// Creates a contact and returns its ID. `POST /create_contact`
        ///
        /// An e-mail address or a phone number is required. Most servers need both: they treat a missing one as an
        /// empty value, and reject the empty value as taken. Sent once: if the response is lost, `outcome` is
        /// `unknown`.
        ///
        /// Fails with `email_taken` or `phone_taken` if any contact on the server has the value.
        fn create (*, group_id, email = None, phone_number = None, first_name = None, last_name = None)
            (group_id: GroupId, email: Option<Text>, phone_number: Option<Text>, first_name: Option<Text>, last_name: Option<Text>)
            -> ContactId
            => move |client| {
                let (email, phone_number) = (optional(email), optional(phone_number));
                let (first_name, last_name) = (optional(first_name), optional(last_name));
                client.contacts().create(NewContact { group_id, email, phone_number, first_name, last_name })
            };

        /// Changes a contact; fields that are left out keep their values. `POST /update_contact/{contact_id}`
        ///
        /// Send only the fields that change: the server refuses the e-mail address or phone number that the contact
        /// already has. A field cannot be cleared.
        ///
        /// Fails with `contact_not_found` if the contact is unknown or belongs to another user, and with
        /// `email_taken` or `phone_taken` if any contact has the value, including this one.
        fn update (contact_id, *, email = None, phone_number = None, first_name = None, last_name = None)
            (contact_id: ContactId, email: Option<Text>, phone_number: Option<Text>, first_name: Option<Text>, last_name: Option<Text>)
            -> Change
            => move |client| {
                let (email, phone_number) = (optional(email), optional(phone_number));
                let (first_name, last_name) = (optional(first_name), optional(last_name));
                client.contacts().update(contact_id, ContactUpdate { email, phone_number, first_name, last_name })
            };

        /// Deletes a contact permanently. `POST /delete_contact`
        ///
        /// Fails with `contact_not_found` if the contact is unknown or belongs to another user.
        fn delete (contact_id) (contact_id: ContactId) -> Nothing => move |client| client.contacts().delete(contact_id);
    } bulk {
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
        /// `results` is a file that records the result of each row, and `errors` a CSV file of the rows that were not
        /// created, to correct and import again. `map` names the column of a field where the column names do not;
        /// `delimiter` is one character or "tab"; it and `encoding` are for files. With `dry_run` nothing is sent. Rows that an earlier run left
        /// `unknown` are skipped unless `resend_unknown` is set.
        ///
        /// `progress` is called with the latest counts, up to a few hundred times per second, and `on_row` with the result of each row, in the order of completion: its
        /// number, status and contact ID. Rows that an earlier run finished are reported again; rows that a dry run
        /// would send are not. Both may make calls themselves; in asyncio they may be coroutine functions.
        /// Ctrl-C, or an exception that they raise, stops the import gracefully: rows in flight are awaited. In
        /// asyncio, cancelling stops the import immediately; rows in flight may have been created.
        ///
        /// The failures above raise `ConfigError` or `ValidationError`.
        fn import_file
            (path, *, group_id, $($option = None,)* progress = None, on_row = None)
            (path: FilePath | FilePath, group_id: GroupId, $($option: Option<<$type as Keyword>::Argument>,)* progress: Option<Callback<ImportProgress>>, on_row: Option<Callback<RowResult>>)
            -> ImportReport
            => |caller| {
                let mut settings = ImportSettings::default();
                $(settings.$option = $option.and_then(Keyword::given);)*
                let options = ImportOptions::new(group_id).settings(settings);
                let reports = Reports { rows: on_row.is_some(), progress: progress.is_some() };
                let begin = move || Import::of_file(caller.client()?, path.0, options, reports);
                Bulk::new(Importing::new(begin), None, progress).on_row(on_row)
            };

        /// Imports contacts from a sequence of rows into a group. `POST /create_contact` for each row
        ///
        /// Rows are taken from the sequence as there is capacity to send them and are validated one at a time, so
        /// memory use stays constant. An invalid row does not fail the import: the report counts it and says why.
        /// Rows are numbered from 1. Otherwise like `import_file`.
        ///
        /// Fails like `import_file`.
        ///
        /// `rows` is a DataFrame of pandas or polars, or any iterable of mappings (also `sqlite3.Row`), named tuples
        /// or objects whose class declares its fields (data classes, models of pydantic, attrs and msgspec); in
        /// asyncio also an async iterable. Their fields are `email`, `phone_number`, `first_name` and `last_name`, or
        /// the names that CRMs use for them; other fields are ignored.
        ///
        /// A number is imported as its digits, also a `float` or `Decimal` without a fraction, and bytes as UTF-8.
        /// `None`, NaN, and `NA` and `NaT` of pandas are missing values. With any other value in one of these fields
        /// the row is invalid, also with a `float` from 2**53 on, which may have lost digits.
        ///
        /// Any other object in the place of a row, such as a tuple or a record of an ORM, is a `TypeError` that names
        /// the row. It, or an exception of the iterable, stops the import gracefully and is then raised.
        fn import_rows
            (rows, *, group_id, $($option = None,)* progress = None, on_row = None)
            (rows: Rows | AsyncRows, group_id: GroupId, $($option: Option<<$type as Keyword>::Argument>,)* progress: Option<Callback<ImportProgress>>, on_row: Option<Callback<RowResult>>)
            -> ImportReport
            => |caller| {
                let mut settings = ImportSettings::default();
                $(settings.$option = $option.and_then(Keyword::given);)*
                let options = ImportOptions::new(group_id).settings(settings);
                let reports = Reports { rows: on_row.is_some(), progress: progress.is_some() };
                let begin = move || Import::of_rows(caller.client()?, options, reports);
                Bulk::new(Importing::new(begin), Some(rows.0), progress).on_row(on_row)
            };
    }
}
    };
}

chat44mp::import_settings! { calls! }
