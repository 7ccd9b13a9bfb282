//! The table of all calls. Each is written once and becomes a method of four classes: the thread waits or asyncio
//! does, and it gives the value or the whole answer (`with_raw_response`).

use chat44mp::ffi::{Import, Table};
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
use crate::exporting::Exporting;
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
        /// Finds a user by id or e-mail address: exactly one of the two. `GET /get_user_info`
        ///
        /// Fails with `user_not_found`; a deleted user is not found, a disabled one is.
        fn get (*, user_id = None, email = None) (user_id: Option<UserId>, email: Option<Text>) -> User
            => move |client| client.users().get(UserFilter { user_id, email: text(email) });

        /// Makes a user, enabled and an ordinary member; gives its id. `POST /create_system_user`
        ///
        /// Fails with `email_taken` or `package_not_found`. Sent once: when its answer is lost, the user is looked up
        /// by e-mail address, at once and again after `settle_delay`; if it cannot be found, the call fails with
        /// `outcome` "unknown".
        fn create (*, name, email, password, package_id, expires_on, mobile = None, address = None)
            (name: Text, email: Text, password: Text, package_id: PackageId, expires_on: Day, mobile: Option<Text>, address: Option<Text>)
            -> UserId
            => move |client| client.users().create(new_user(name, email, password, package_id, expires_on, mobile, address));

        /// Changes a user; what is left out stays. `POST /update_user/{user_id}`
        ///
        /// A field cannot be cleared; e-mail address and password cannot be changed. Fails with `user_not_found`.
        fn update (user_id, *, name = None, mobile = None, address = None, package_id = None, expires_on = None)
            (user_id: UserId, name: Option<Text>, mobile: Option<Text>, address: Option<Text>, package_id: Option<PackageId>, expires_on: Option<Day>)
            -> Nothing
            => move |client| {
                let (name, mobile, address) = (text(name), text(mobile), text(address));
                let expires_on = expires_on.map(|day| day.0);
                client.users().update(user_id, UserUpdate { name, mobile, address, package_id, expires_on })
            };

        /// Sees to it that a user with this e-mail address exists: finds it, or makes it. Safe to repeat after any
        /// failure. `GET /get_user_info`, `POST /create_system_user`
        ///
        /// A user that exists is never changed. Fails with `email_taken_by_deleted_user` when the address is taken
        /// but no user has it.
        fn provision (*, name, email, password, package_id, expires_on, mobile = None, address = None)
            (name: Text, email: Text, password: Text, package_id: PackageId, expires_on: Day, mobile: Option<Text>, address: Option<Text>)
            -> Provisioned
            => move |client| client.users().provision(new_user(name, email, password, package_id, expires_on, mobile, address));
    }
}

resource! {
    "The calls for packages (admin's key): `client.packages`."
    Packages AsyncPackages RawPackages AsyncRawPackages {
        /// All packages that were not deleted. `GET /get_all_packages`
        fn list () () -> Listed<Package> => |client| client.packages().list();
    }
}

resource! {
    "The calls for subscribers: `client.subscribers`."
    Subscribers AsyncSubscribers RawSubscribers AsyncRawSubscribers {
        /// Finds a subscriber. `GET /subscriber_information`
        ///
        /// Fails with `subscriber_not_found` for an unknown subscriber or another user's.
        fn get (subscriber_id) (subscriber_id: Psid) -> Subscriber
            => move |client| client.subscribers().get(subscriber_id);
    }
}

resource! {
    "The calls for labels: `client.labels`."
    Labels AsyncLabels RawLabels AsyncRawLabels {
        /// The labels of a page, without those made through the API. `GET /get_all_labels`
        ///
        /// Fails with `labels_not_found` when the page is unknown, its bot is off, or it has no labels: the server
        /// does not say which.
        fn list (page_id) (page_id: PageId) -> Listed<Label> => move |client| client.labels().list(page_id);

        /// Makes a label; gives its id. Keep it: the server never lists it. `POST /create_label`
        ///
        /// Names made through the API must be unique on the whole install, all pages and users; a name that is taken
        /// fails with `label_name_maybe_taken` after Facebook has made the label. Fails with `bot_not_enabled` when
        /// the page is unknown or its bot is off. Sent once: when its answer is lost, `outcome` is "unknown".
        fn create (page_id, *, name) (page_id: PageId, name: Text) -> LabelId
            => move |client| client.labels().create(page_id, name.0);

        /// Gives a subscriber one or more labels. Many that the server does not know are skipped, unless it knows
        /// none. `POST /assign_label`
        ///
        /// Fails with `label_not_found`, `bot_not_enabled` or `facebook_refused`. When Facebook refuses one of
        /// several, `outcome` is "unknown": those before it stay assigned.
        fn assign (*, page_id, subscriber_id, label_ids) (page_id: PageId, subscriber_id: Psid, label_ids: Many<LabelId>) -> Nothing
            => move |client| client.labels().assign(page_id, subscriber_id, label_ids.0);
    }
}

resource! {
    "The calls for contact groups: `client.contact_groups`."
    ContactGroups AsyncContactGroups RawContactGroups AsyncRawContactGroups {
        /// Finds a group. `GET /get_contact_group`
        ///
        /// Fails with `group_not_found` for an unknown group or another user's, and `group_deleted`.
        fn get (group_id) (group_id: GroupId) -> ContactGroup => move |client| client.contact_groups().get(group_id);

        /// Makes a group; gives its id. Names need not be unique. `POST /create_contact_group`
        ///
        /// Sent once: when its answer is lost, `outcome` is "unknown".
        fn create (name) (name: Text) -> GroupId => move |client| client.contact_groups().create(name.0);

        /// Renames a group. `POST /update_contact_group/{group_id}`
        ///
        /// Fails with `group_not_found` for an unknown group or another user's.
        fn update (group_id, *, name) (group_id: GroupId, name: Text) -> Change
            => move |client| client.contact_groups().update(group_id, name.0);

        /// Deletes a group for good; its contacts stay. `POST /delete_contact_group`
        ///
        /// Fails with `group_not_found` for an unknown group or another user's.
        fn delete (group_id) (group_id: GroupId) -> Nothing => move |client| client.contact_groups().delete(group_id);
    }
}

resource! {
    "The calls for contacts: `client.contacts`."
    Contacts AsyncContacts RawContacts AsyncRawContacts {
        /// Finds a contact. `GET /get_contact`
        ///
        /// Fails with `contact_not_found` for an unknown contact or another user's, and `contact_deleted`.
        fn get (contact_id) (contact_id: ContactId) -> Contact => move |client| client.contacts().get(contact_id);

        /// Makes a contact; gives its id. At least an e-mail address or a phone number is needed, and most installs
        /// want both: they count an empty one as taken, too. `POST /create_contact`
        ///
        /// Fails with `email_taken` or `phone_taken` when any contact of the install has it. Sent once: when its
        /// answer is lost, `outcome` is "unknown".
        fn create (*, group_id, email = None, phone_number = None, first_name = None, last_name = None)
            (group_id: GroupId, email: Option<Text>, phone_number: Option<Text>, first_name: Option<Text>, last_name: Option<Text>)
            -> ContactId
            => move |client| {
                let (email, phone_number) = (text(email), text(phone_number));
                let (first_name, last_name) = (text(first_name), text(last_name));
                client.contacts().create(NewContact { group_id, email, phone_number, first_name, last_name })
            };

        /// Changes a contact; what is left out stays. `POST /update_contact/{contact_id}`
        ///
        /// Send only what changes: the server refuses the e-mail address or phone number that the contact already
        /// has. A field cannot be cleared. Fails with `contact_not_found` for an unknown contact or another user's,
        /// and with `email_taken` or `phone_taken`, also when the contact itself has it.
        fn update (contact_id, *, email = None, phone_number = None, first_name = None, last_name = None)
            (contact_id: ContactId, email: Option<Text>, phone_number: Option<Text>, first_name: Option<Text>, last_name: Option<Text>)
            -> Change
            => move |client| {
                let (email, phone_number) = (text(email), text(phone_number));
                let (first_name, last_name) = (text(first_name), text(last_name));
                client.contacts().update(contact_id, ContactUpdate { email, phone_number, first_name, last_name })
            };

        /// Deletes a contact for good. `POST /delete_contact`
        ///
        /// Fails with `contact_not_found` for an unknown contact or another user's.
        fn delete (contact_id) (contact_id: ContactId) -> Nothing => move |client| client.contacts().delete(contact_id);
    } bulk {
        /// Imports the contacts of a CSV or JSON Lines file into a group. `POST /create_contact` for each
        ///
        /// The file is read twice: once to find what is wrong with it, before anything is sent, and once to send it.
        /// Rows are sent a few at a time (`concurrency`, 4), each once. `results` is a file that says what became of
        /// each row; with it an import can be started again, after whatever broke it off, and goes on where it was.
        /// `errors` is a CSV file of the rows that were not made, to correct and import in turn. `map` says which
        /// field is in which column, where their names do not; `delimiter` is one character or "tab". With `dry_run`
        /// nothing is sent. Rows of which an earlier run does not know whether they were made are left alone, unless
        /// `resend_unknown`.
        ///
        /// Rows that fail do not fail the import: see the report. `progress` is called every so often, and may make
        /// calls itself; in asyncio it may be a coroutine function. Ctrl-C, and whatever it raises, stop in good order: rows in flight are waited for. In
        /// asyncio, cancelling stops at once; rows in flight may have been made.
        ///
        /// Raises `ConfigError` or `ValidationError` for a file that cannot be understood (the message names row and
        /// column), for a results file of another import, and for wrong options, before anything is sent.
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

        /// Imports contacts into a group as `rows` gives them: mappings, or objects with attributes (data classes,
        /// named tuples, models). `POST /create_contact` for each
        ///
        /// The fields are `email`, `phone_number`, `first_name` and `last_name`, or as a CRM calls them; what means
        /// nothing is left out. Rows are taken when they can be sent, so a generator is never collected. A row that
        /// cannot be sent is counted as `invalid`, and the report says why. When the iterable raises, the import stops
        /// in good order, and the exception is raised. Otherwise like `import_file`; the number of a row is its place,
        /// counted from 1.
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
        /// All campaigns. `GET /get_flow_campaigns`
        fn list () () -> Listed<FlowCampaign> => |client| client.flows().list();

        /// Finds a campaign and its questions. `GET /get_flow_campaign_info`
        ///
        /// Fails with `flow_not_found` for an unknown campaign or another user's, and `flow_deleted`.
        fn get (flow_id) (flow_id: FlowId) -> FlowDetail => move |client| client.flows().get(flow_id);

        /// What one subscriber answered to a campaign; no answers for a subscriber who gave none or is unknown.
        /// `GET /get_single_subscriber_flow_info`
        ///
        /// Fails with `flow_not_found` for an unknown campaign or another user's.
        fn subscriber_answers (flow_id, subscriber_id) (flow_id: FlowId, subscriber_id: Psid) -> SubscriberFlow
            => move |client| client.flows().subscriber_answers(flow_id, subscriber_id);
    } stream {
        /// What all subscribers answered to a campaign, one subscriber at a time, as the bytes arrive.
        /// `GET /get_all_subscriber_flow_info`
        ///
        /// Nothing is sent before the first row is asked for. Memory stays constant, however large the answer. A lost
        /// connection is tried again only until the first row was given. No whole-call limit holds unless one is set:
        /// only a silent server ends it.
        ///
        /// Fails with `flow_not_found` for an unknown campaign or another user's.
        fn answers (flow_id) (flow_id: FlowId) -> Answers | AsyncAnswers
            => move |client| client.flows().answers(flow_id);
    } table {
        /// What all subscribers answered to a campaign, as the rows of a table: dicts, such as
        /// `pandas.DataFrame(client.flows.rows(1))` takes. `GET /get_all_subscriber_flow_info`
        ///
        /// `layout` is "long" (one row an answer: `subscriber_id`, `question_id`, `question`, `answer`) or "wide" (one row
        /// a subscriber, one column a question of the campaign; other answers have no place in it). Otherwise like
        /// `answers`.
        fn rows (flow_id, *, layout = None) (flow_id: FlowId, layout: Option<RowLayout>) -> TableRows | AsyncTableRows
            => move |client| Table::from(client.flows().rows(flow_id, layout.unwrap_or_default()));
    } bulk {
        /// Writes what all subscribers answered to a campaign to a file. `GET /get_all_subscriber_flow_info`
        ///
        /// `path` is a path, or a file that is open for writing bytes. At a path the file appears when it is whole, in
        /// the place of one that is there; an export that fails leaves nothing behind. What was written to an open
        /// file stays. A new file is readable by its owner only (mode 0600); an existing one keeps its mode. Memory
        /// stays constant, however large the answer.
        ///
        /// `format` is "csv" (one row an answer), "wide_csv" (one row a subscriber, one column a question) or
        /// "json_lines" (one subscriber a line). Cells that a spreadsheet would run begin with an apostrophe, unless
        /// `raw_cells`. `progress` is called every few hundred subscribers with what was written so far, and may make
        /// calls itself.
        ///
        /// Fails like `answers`, and with `file_failed`.
        fn export
            (flow_id, path, *, format = None, raw_cells = None, progress = None)
            (flow_id: FlowId | FlowId, path: Destination, format: Option<ExportFormat>, raw_cells: Option<Flag>, progress: Option<Callback<ExportReport>>)
            -> ExportReport
            => |caller| {
                let mut options = with(ExportOptions::new(), format, ExportOptions::format);
                options = with(options, raw_cells, |options, raw| options.raw_cells(raw.0));
                let (path, file) = path.either();
                let export = Exporting::new(file, options, move |out, options| Box::pin(async move {
                    let client = caller.client()?;
                    match path {
                        Some(path) => client.flows().export(flow_id, path, options).await,
                        None => client.flows().export_to(flow_id, out, options).await,
                    }
                }));
                Bulk::new(export, None, progress)
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
