//! The table of all calls. Each is written once and becomes a method of four classes: the thread waits or asyncio
//! does, and it gives the value or the whole answer (`with_raw_response`).

use chat44mp::ffi::{Export, ExportTarget, Import, Table};
use chat44mp::{
    Change, Contact, ContactGroup, ContactId, ContactUpdate, ExportFormat, ExportOptions, ExportReport,
    FlowCampaign, FlowDetail, FlowId, GroupId, ImportOptions, ImportProgress, Label, LabelId, NewContact,
    NewUser, Package, PackageId, PageId, Provisioned, Psid, RowLayout, Subscriber, SubscriberFlow, User,
    UserFilter, UserId, UserUpdate,
};
use pyo3::prelude::*;

use crate::answers::{Answers, AsyncAnswers, AsyncTableRows, TableRows};
use crate::arguments::{
    AsyncRows, Callback, Count, Day, Destination, FilePath, Flag, Many, Names, Rows, Text, with,
};
use crate::bulk::{Bulk, Report, ReportLater};
use crate::caller::{Caller, LaterRaw, Now, NowRaw};
use crate::exporting::{Exporting, MIN_CHUNK};
use crate::importing::Importing;
use crate::later::Later;
use crate::report::ImportReport;
use crate::values::{Listed, Nothing};

/// One class for each of the four ways to make a resource's calls. What differs in asyncio is given after a bar.
///
/// `stream` is read row by row. `table` and `bulk` have no one answer around what they give, so they are in the first two
/// classes only.
macro_rules! resource {
    (
        $about:literal $now:ident $later:ident $now_raw:ident $later_raw:ident $calls:tt
        $(stream {$(
            $(#[$stream_doc:meta])*
            fn $stream:ident $stream_signature:tt $stream_arguments:tt
            -> $stream_now:ident | $stream_later:ident => $open:expr;
        )*})?
        $(table {$(
            $(#[$table_doc:meta])*
            fn $table:ident $table_signature:tt $table_arguments:tt
            -> $table_now:ident | $table_later:ident => $open_table:expr;
        )*})?
        $(bulk {$(
            $(#[$doc:meta])*
            fn $name:ident $signature:tt
            ($first:ident: $type_now:ty | $type_later:ty $(, $argument:ident: $type:ty)*) -> $result:ty => $call:expr;
        )*})?
    ) => {
        class! {
            $about $now: [Now now $calls]
            $([Now stream_now {$(
                $(#[$stream_doc])* fn $stream $stream_signature $stream_arguments -> $stream_now => $open;
            )*}])?
            $([Now stream_now {$(
                $(#[$table_doc])* fn $table $table_signature $table_arguments -> $table_now => $open_table;
            )*}])?
            $([Now bulk_now {$(
                $(#[$doc])* fn $name $signature ($first: $type_now $(, $argument: $type)*) -> Report<$result> => $call;
            )*}])?
        }
        class! {
            $about $later: [Later later $calls]
            $([Now stream_now {$(
                $(#[$stream_doc])* fn $stream $stream_signature $stream_arguments -> $stream_later => $open;
            )*}])?
            $([Now stream_now {$(
                $(#[$table_doc])* fn $table $table_signature $table_arguments -> $table_later => $open_table;
            )*}])?
            $([Now bulk_later {$(
                $(#[$doc])* fn $name $signature ($first: $type_later $(, $argument: $type)*) -> ReportLater<$result> => $call;
            )*}])?
        }
        class! {
            $about $now_raw: [NowRaw now_raw $calls]
            $([NowRaw stream_now_raw {$(
                $(#[$stream_doc])* fn $stream $stream_signature $stream_arguments -> $stream_now => $open;
            )*}])?
        }
        class! {
            $about $later_raw: [LaterRaw later_raw $calls]
            $([LaterRaw stream_later_raw {$(
                $(#[$stream_doc])* fn $stream $stream_signature $stream_arguments -> $stream_later => $open;
            )*}])?
        }
    };
}

macro_rules! class {
    (
        $about:literal $class:ident:
        $([$gives:ident $way:ident {$(
            $(#[$doc:meta])*
            fn $name:ident $signature:tt ($($argument:ident: $type:ty),*) -> $result:ty => $call:expr;
        )*}])+
    ) => {
        #[doc = $about]
        #[pyclass(frozen, module = "chat44mp")]
        pub(crate) struct $class(pub(crate) Caller);

        #[pymethods]
        impl $class {
            $($(
                $(#[$doc])*
                #[pyo3(signature = $signature)]
                #[allow(clippy::too_many_arguments)]
                fn $name(&self, py: Python<'_>, $($argument: $type),*) -> $gives<$result> {
                    self.0.$way(py, $call)
                }
            )*)+
        }
    };
}

resource! {
    "The calls for users (admin's key): `client.users`."
    Users AsyncUsers RawUsers AsyncRawUsers {
        /// Finds a user by ID or by e-mail address; exactly one of the two is required. `GET /get_user_info`
        ///
        /// A disabled user is found, a deleted one is not. The address must be the user's own, in any case: the
        /// server also matches addresses that differ only in accents, and this call does not return those users.
        ///
        /// Fails with `user_not_found`.
        fn get (*, user_id = None, email = None) (user_id: Option<UserId>, email: Option<Text>) -> User
            => move |client| client.users().get(UserFilter { user_id, email: text(email) });

        /// Creates a user, enabled and of type `Member`, and returns its ID. `POST /create_system_user`
        ///
        /// Sent once. If the response is lost, the client looks the user up by e-mail address, immediately and again
        /// after `settle_delay`. The call then succeeds only if the user has every value sent, has never logged in,
        /// and was created during this call by the server's clock. Otherwise it fails and `outcome` is `unknown`: the
        /// code is `email_taken` if a user with this address exists, whose password may be another,
        /// `email_taken_by_similar_address` if that user's address has other accents, and that of the failed request
        /// if there is no such user.
        ///
        /// Fails with `email_taken` or `package_not_found`.
        fn create (*, name, email, password, package_id, expires_on, mobile = None, address = None)
            (name: Text, email: Text, password: Text, package_id: PackageId, expires_on: Day, mobile: Option<Text>, address: Option<Text>)
            -> UserId
            => move |client| client.users().create(new_user(name, email, password, package_id, expires_on, mobile, address));

        /// Changes a user; fields that are left out keep their values. `POST /update_user/{user_id}`
        ///
        /// A field cannot be cleared. The e-mail address and the password cannot be changed.
        ///
        /// Fails with `user_not_found`.
        fn update (user_id, *, name = None, mobile = None, address = None, package_id = None, expires_on = None)
            (user_id: UserId, name: Option<Text>, mobile: Option<Text>, address: Option<Text>, package_id: Option<PackageId>, expires_on: Option<Day>)
            -> Nothing
            => move |client| {
                let (name, mobile, address) = (text(name), text(mobile), text(address));
                let expires_on = expires_on.map(|day| day.0);
                client.users().update(user_id, UserUpdate { name, mobile, address, package_id, expires_on })
            };

        /// Ensures that a user with this e-mail address exists: returns the existing user or creates one.
        /// `GET /get_user_info`, `POST /create_system_user`
        ///
        /// An existing user is never changed. The call is safe to repeat after any failure.
        ///
        /// Fails with `email_taken_by_deleted_user` if the address is taken but no user has it, and with
        /// `email_taken_by_similar_address` if a user has the address with other accents, which the server treats as
        /// equal.
        fn provision (*, name, email, password, package_id, expires_on, mobile = None, address = None)
            (name: Text, email: Text, password: Text, package_id: PackageId, expires_on: Day, mobile: Option<Text>, address: Option<Text>)
            -> Provisioned
            => move |client| client.users().provision(new_user(name, email, password, package_id, expires_on, mobile, address));
    }
}

resource! {
    "The calls for packages (admin's key): `client.packages`."
    Packages AsyncPackages RawPackages AsyncRawPackages {
        /// Lists all packages that are not deleted. `GET /get_all_packages`
        fn list () () -> Listed<Package> => |client| client.packages().list();
    }
}

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

resource! {
    "The calls for labels: `client.labels`."
    Labels AsyncLabels RawLabels AsyncRawLabels {
        /// Lists the labels of a page, except those created through the API. `GET /get_all_labels`
        ///
        /// Fails with `labels_not_found` if the page is unknown, its bot is disabled, or it has no labels; the server
        /// does not say which.
        fn list (page_id) (page_id: PageId) -> Listed<Label> => move |client| client.labels().list(page_id);

        /// Creates a label and returns its ID. `POST /create_label`
        ///
        /// Keep the ID: the server never lists labels created through the API. Their names must be unique on the
        /// whole server, across all pages and users. Sent once: if the response is lost, `outcome` is `unknown`.
        ///
        /// Fails with `bot_not_enabled` if the page is unknown or its bot is disabled, and with
        /// `label_name_maybe_taken` if the name is taken, but only after Facebook has created the label.
        fn create (page_id, *, name) (page_id: PageId, name: Text) -> LabelId
            => move |client| client.labels().create(page_id, name.0);

        /// Assigns one or more labels to a subscriber. `POST /assign_label`
        ///
        /// Unknown label IDs are ignored, unless all of them are unknown. If Facebook refuses one of several labels,
        /// `outcome` is `unknown`: those before it stay assigned.
        ///
        /// Fails with `label_not_found`, `bot_not_enabled` or `facebook_refused`.
        fn assign (*, page_id, subscriber_id, label_ids) (page_id: PageId, subscriber_id: Psid, label_ids: Many<LabelId>) -> Nothing
            => move |client| client.labels().assign(page_id, subscriber_id, label_ids.0);
    }
}

resource! {
    "The calls for contact groups: `client.contact_groups`."
    ContactGroups AsyncContactGroups RawContactGroups AsyncRawContactGroups {
        /// Finds a contact group. `GET /get_contact_group`
        ///
        /// Fails with `group_not_found` if the group is unknown or belongs to another user, and with `group_deleted`.
        fn get (group_id) (group_id: GroupId) -> ContactGroup => move |client| client.contact_groups().get(group_id);

        /// Creates a contact group and returns its ID. `POST /create_contact_group`
        ///
        /// Names need not be unique. Sent once: if the response is lost, `outcome` is `unknown`.
        fn create (name) (name: Text) -> GroupId => move |client| client.contact_groups().create(name.0);

        /// Renames a contact group. `POST /update_contact_group/{group_id}`
        ///
        /// Fails with `group_not_found` if the group is unknown or belongs to another user.
        fn update (group_id, *, name) (group_id: GroupId, name: Text) -> Change
            => move |client| client.contact_groups().update(group_id, name.0);

        /// Deletes a contact group permanently; its contacts remain. `POST /delete_contact_group`
        ///
        /// Fails with `group_not_found` if the group is unknown or belongs to another user.
        fn delete (group_id) (group_id: GroupId) -> Nothing => move |client| client.contact_groups().delete(group_id);
    }
}

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
                let (email, phone_number) = (text(email), text(phone_number));
                let (first_name, last_name) = (text(first_name), text(last_name));
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
                let (email, phone_number) = (text(email), text(phone_number));
                let (first_name, last_name) = (text(first_name), text(last_name));
                client.contacts().update(contact_id, ContactUpdate { email, phone_number, first_name, last_name })
            };

        /// Deletes a contact permanently. `POST /delete_contact`
        ///
        /// Fails with `contact_not_found` if the contact is unknown or belongs to another user.
        fn delete (contact_id) (contact_id: ContactId) -> Nothing => move |client| client.contacts().delete(contact_id);
    } bulk {
        /// Imports the contacts of a CSV or JSON Lines file into a group. `POST /create_contact` for each row
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
        /// `delimiter` is one character or "tab". With `dry_run` nothing is sent. Rows that an earlier run left
        /// `unknown` are skipped unless `resend_unknown` is set.
        ///
        /// `progress` is called periodically and may make calls itself; in asyncio it may be a coroutine function.
        /// Ctrl-C, or an exception that it raises, stops the import gracefully: rows in flight are awaited. In
        /// asyncio, cancelling stops the import immediately; rows in flight may have been created.
        ///
        /// The failures above raise `ConfigError` or `ValidationError`.
        fn import_file
            (path, *, group_id, results = None, errors = None, map = None, delimiter = None, encoding = None, concurrency = None, dry_run = None, resend_unknown = None, progress = None)
            (path: FilePath | FilePath, group_id: GroupId, results: Option<FilePath>, errors: Option<FilePath>, map: Option<Names>, delimiter: Option<Text>, encoding: Option<Text>, concurrency: Option<Count>, dry_run: Option<Flag>, resend_unknown: Option<Flag>, progress: Option<Callback<ImportProgress>>)
            -> ImportReport
            => |caller| {
                let mut options = import_options(group_id, results, errors, map, concurrency, dry_run, resend_unknown);
                options = with(options, delimiter, ImportOptions::delimiter);
                options = with(options, encoding, ImportOptions::encoding);
                let begin = move || Import::of_file(caller.client()?, path.0, options);
                Bulk::new(Importing::new(progress.is_some(), begin), None, progress)
            };

        /// Imports contacts from a sequence of rows into a group. `POST /create_contact` for each row
        ///
        /// Rows are taken from the sequence as there is capacity to send them and are validated one at a time, so
        /// memory use stays constant. An invalid row does not fail the import: the report counts it and says why.
        /// Rows are numbered from 1. Otherwise like `import_file`.
        ///
        /// Fails like `import_file`.
        ///
        /// `rows` is any iterable of mappings, or of objects with attributes (data classes, named tuples, models).
        /// Their fields are `email`, `phone_number`, `first_name` and `last_name`, or the names that CRMs use for
        /// them; other fields are ignored. If the iterable raises, the import stops gracefully and the exception is
        /// raised.
        fn import_rows
            (rows, *, group_id, results = None, errors = None, map = None, concurrency = None, dry_run = None, resend_unknown = None, progress = None)
            (rows: Rows | AsyncRows, group_id: GroupId, results: Option<FilePath>, errors: Option<FilePath>, map: Option<Names>, concurrency: Option<Count>, dry_run: Option<Flag>, resend_unknown: Option<Flag>, progress: Option<Callback<ImportProgress>>)
            -> ImportReport
            => |caller| {
                let options = import_options(group_id, results, errors, map, concurrency, dry_run, resend_unknown);
                let begin = move || Import::of_rows(caller.client()?, options);
                Bulk::new(Importing::new(progress.is_some(), begin), Some(rows.0), progress)
            };
    }
}

resource! {
    "The calls for flow campaigns: `client.flows`."
    Flows AsyncFlows RawFlows AsyncRawFlows {
        /// Lists all flow campaigns. `GET /get_flow_campaigns`
        fn list () () -> Listed<FlowCampaign> => |client| client.flows().list();

        /// Finds a flow campaign and its questions. `GET /get_flow_campaign_info`
        ///
        /// Fails with `flow_not_found` if the campaign is unknown or belongs to another user, and with
        /// `flow_deleted`.
        fn get (flow_id) (flow_id: FlowId) -> FlowDetail => move |client| client.flows().get(flow_id);

        /// Returns one subscriber's answers to a campaign. `GET /get_single_subscriber_flow_info`
        ///
        /// There are no answers if the subscriber gave none or is unknown.
        ///
        /// Fails with `flow_not_found` if the campaign is unknown or belongs to another user.
        fn subscriber_answers (flow_id, subscriber_id) (flow_id: FlowId, subscriber_id: Psid) -> SubscriberFlow
            => move |client| client.flows().subscriber_answers(flow_id, subscriber_id);
    } stream {
        /// Streams the answers of all subscribers to a campaign, one subscriber at a time, as the bytes arrive.
        /// `GET /get_all_subscriber_flow_info`
        ///
        /// Nothing is sent before the first row is requested. Memory use stays constant, however large the response
        /// is. A lost connection is retried only until the first row has been returned. The call has no overall
        /// timeout unless one is set: only a stalled connection ends the stream.
        ///
        /// Fails with `flow_not_found` if the campaign is unknown or belongs to another user.
        fn answers (flow_id) (flow_id: FlowId) -> Answers | AsyncAnswers
            => move |client| client.flows().answers(flow_id);
    } table {
        /// Streams the answers of all subscribers to a campaign as the rows of a table.
        /// `GET /get_all_subscriber_flow_info`
        ///
        /// The long layout, the default, has one row per answer: `subscriber_id`, `question_id`, `question` and
        /// `answer`. The wide layout has one row per subscriber and one column per question; it reads the questions
        /// from `GET /get_flow_campaign_info` and omits answers to any other question. Otherwise like `answers`.
        ///
        /// A row is a dict, so `pandas.DataFrame(client.flows.rows(1))` works. `layout` is "long" or "wide".
        fn rows (flow_id, *, layout = None) (flow_id: FlowId, layout: Option<RowLayout>) -> TableRows | AsyncTableRows
            => move |client| Table::snake_case(client.flows().rows(flow_id, layout.unwrap_or_default()));
    } bulk {
        /// Writes the answers of all subscribers to a campaign to a file. `GET /get_all_subscriber_flow_info`
        ///
        /// The file appears when it is complete and replaces an existing one; an export that fails or is stopped
        /// leaves nothing behind. A new file is readable by its owner only (mode 0600), an existing one keeps its
        /// mode. Memory use stays constant, however large the response is. The wide CSV format reads its columns from
        /// `GET /get_flow_campaign_info`. By default the format is CSV with one row per answer, and cells that a
        /// spreadsheet would run as a formula are prefixed with an apostrophe.
        ///
        /// Fails like `answers`, and with `file_failed`.
        ///
        /// `path` is a path, or a file that is open for writing bytes. Data already written to an open file stays
        /// there after a failure.
        ///
        /// `format` is "csv", "wide_csv" (one row per subscriber, one column per question) or "json_lines" (one
        /// subscriber per line). `raw_cells` leaves cells unchanged. `progress` is called every few hundred
        /// subscribers with the counts so far, and may make calls itself.
        fn export
            (flow_id, path, *, format = None, raw_cells = None, progress = None)
            (flow_id: FlowId | FlowId, path: Destination, format: Option<ExportFormat>, raw_cells: Option<Flag>, progress: Option<Callback<ExportReport>>)
            -> ExportReport
            => |caller| {
                let mut options = with(ExportOptions::new(), format, ExportOptions::format);
                options = with(options, raw_cells, |options, raw| options.raw_cells(raw.0));
                let (path, file) = path.either();
                let target = path.map_or(ExportTarget::Chunks(MIN_CHUNK), ExportTarget::File);
                let export = Export::new(move || caller.client(), flow_id, target, options);
                Bulk::new(Exporting::new(file, export), None, progress)
            };
    }
}

fn text(text: Option<Text>) -> Option<String> {
    text.map(|text| text.0)
}

fn new_user(
    name: Text,
    email: Text,
    password: Text,
    package_id: PackageId,
    expires_on: Day,
    mobile: Option<Text>,
    address: Option<Text>,
) -> NewUser {
    NewUser {
        name: name.0,
        email: email.0,
        password: password.0.into(),
        package_id,
        expires_on: expires_on.0,
        mobile: text(mobile),
        address: text(address),
    }
}

/// The options that every import has.
fn import_options(
    group_id: GroupId,
    results: Option<FilePath>,
    errors: Option<FilePath>,
    map: Option<Names>,
    concurrency: Option<Count>,
    dry_run: Option<Flag>,
    resend_unknown: Option<Flag>,
) -> ImportOptions {
    let mut options = ImportOptions::new(group_id);
    options = with(options, results, |options, path| options.results(path.0));
    options = with(options, errors, |options, path| options.errors(path.0));
    options = with(options, concurrency, |options, rows| options.concurrency(rows.0 as usize));
    options = with(options, dry_run, |options, dry| options.dry_run(dry.0));
    options = with(options, resend_unknown, |options, resend| options.resend_unknown(resend.0));
    for (field, column) in map.into_iter().flat_map(|map| map.0) {
        options = options.map(field, column);
    }
    options
}
