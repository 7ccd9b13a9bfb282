//! The table of all calls: each is written once. It gives its value, or within `withRawResponse` the whole answer.

use chat44mp::ffi::Import;
use chat44mp::{
    Change, Contact, ContactGroup, ContactId, ContactUpdate, FlowCampaign, FlowDetail, FlowId, GroupId,
    Label, LabelId, NewContact, NewUser, Package, PageId, Provisioned, Psid, Subscriber, SubscriberFlow,
    User, UserFilter, UserId, UserUpdate,
};
use napi::{Env, Result};
use napi_derive::napi;

use crate::answers::{Answers, Source};
use crate::arguments::{Assignment, CallOptions, FilePath, Named, NewLabel, RowsOptions};
use crate::bridge::{Js, Promise};
use crate::caller::{Caller, iterator};
use crate::errors;
use crate::exporting::{ExportOptions, ExportRun};
use crate::importing::{ImportOptions, ImportRun};

/// The calls for users (admin's key): `client.users`.
#[napi]
pub struct Users(pub(crate) Caller);

#[napi]
impl Users {
    /// Finds a user by id or e-mail address: exactly one of the two. `GET /get_user_info`
    ///
    /// Fails with `user_not_found`; a deleted user is not found, a disabled one is.
    #[napi]
    pub fn get(&self, env: Env, filter: UserFilter, options: Option<CallOptions>) -> Result<Promise<User>> {
        self.0.call(env, options, |client| client.users().get(filter))
    }

    /// Makes a user, enabled and an ordinary member; gives its id. `POST /create_system_user`
    ///
    /// Fails with `email_taken` or `package_not_found`. Sent once: when its answer is lost, the user is looked up
    /// by e-mail address, at once and again after `settle_delay`; if it cannot be found, the call fails with
    /// `outcome` "unknown".
    #[napi]
    pub fn create(&self, env: Env, user: NewUser, options: Option<CallOptions>) -> Result<Promise<UserId>> {
        self.0.call(env, options, |client| client.users().create(user))
    }

    /// Changes a user; what is left out stays. `POST /update_user/{user_id}`
    ///
    /// A field cannot be cleared; e-mail address and password cannot be changed. Fails with `user_not_found`.
    #[napi(ts_return_type = "Promise<void>")]
    pub fn update(
        &self,
        env: Env,
        user_id: UserId,
        update: UserUpdate,
        options: Option<CallOptions>,
    ) -> Result<Promise<()>> {
        self.0.call(env, options, |client| client.users().update(user_id, update))
    }

    /// Sees to it that a user with this e-mail address exists: finds it, or makes it. Safe to repeat after any
    /// failure. `GET /get_user_info`, `POST /create_system_user`
    ///
    /// A user that exists is never changed. Fails with `email_taken_by_deleted_user` when the address is taken
    /// but no user has it.
    #[napi]
    pub fn provision(
        &self,
        env: Env,
        user: NewUser,
        options: Option<CallOptions>,
    ) -> Result<Promise<Provisioned>> {
        self.0.call(env, options, |client| client.users().provision(user))
    }
}

/// The calls for packages (admin's key): `client.packages`.
#[napi]
pub struct Packages(pub(crate) Caller);

#[napi]
impl Packages {
    /// All packages that were not deleted. `GET /get_all_packages`
    #[napi]
    pub fn list(&self, env: Env, options: Option<CallOptions>) -> Result<Promise<Vec<Package>>> {
        self.0.call(env, options, |client| client.packages().list())
    }
}

/// The calls for subscribers: `client.subscribers`.
#[napi]
pub struct Subscribers(pub(crate) Caller);

#[napi]
impl Subscribers {
    /// Finds a subscriber. `GET /subscriber_information`
    ///
    /// Fails with `subscriber_not_found` for an unknown subscriber or another user's.
    #[napi]
    pub fn get(
        &self,
        env: Env,
        subscriber_id: Psid,
        options: Option<CallOptions>,
    ) -> Result<Promise<Subscriber>> {
        self.0.call(env, options, |client| client.subscribers().get(subscriber_id))
    }
}

/// The calls for labels: `client.labels`.
#[napi]
pub struct Labels(pub(crate) Caller);

#[napi]
impl Labels {
    /// The labels of a page, without those made through the API. `GET /get_all_labels`
    ///
    /// Fails with `labels_not_found` when the page is unknown, its bot is off, or it has no labels: the server
    /// does not say which.
    #[napi]
    pub fn list(
        &self,
        env: Env,
        page_id: PageId,
        options: Option<CallOptions>,
    ) -> Result<Promise<Vec<Label>>> {
        self.0.call(env, options, |client| client.labels().list(page_id))
    }

    /// Makes a label; gives its id. Keep it: the server never lists it. `POST /create_label`
    ///
    /// Names made through the API must be unique on the whole install, all pages and users; a name that is taken
    /// fails with `label_name_maybe_taken` after Facebook has made the label. Fails with `bot_not_enabled` when
    /// the page is unknown or its bot is off. Sent once: when its answer is lost, `outcome` is "unknown".
    #[napi]
    pub fn create(
        &self,
        env: Env,
        label: NewLabel,
        options: Option<CallOptions>,
    ) -> Result<Promise<LabelId>> {
        self.0.call(env, options, |client| client.labels().create(label.page_id, label.name))
    }

    /// Gives a subscriber one or more labels. Many that the server does not know are skipped, unless it knows
    /// none. `POST /assign_label`
    ///
    /// Fails with `label_not_found`, `bot_not_enabled` or `facebook_refused`. When Facebook refuses one of
    /// several, `outcome` is "unknown": those before it stay assigned.
    #[napi(ts_return_type = "Promise<void>")]
    pub fn assign(
        &self,
        env: Env,
        assignment: Assignment,
        options: Option<CallOptions>,
    ) -> Result<Promise<()>> {
        self.0.call(env, options, |client| {
            let Assignment { page_id, subscriber_id, label_ids } = assignment;
            client.labels().assign(page_id, subscriber_id, label_ids)
        })
    }
}

/// The calls for contact groups: `client.contactGroups`.
#[napi]
pub struct ContactGroups(pub(crate) Caller);

#[napi]
impl ContactGroups {
    /// Finds a group. `GET /get_contact_group`
    ///
    /// Fails with `group_not_found` for an unknown group or another user's, and `group_deleted`.
    #[napi]
    pub fn get(
        &self,
        env: Env,
        group_id: GroupId,
        options: Option<CallOptions>,
    ) -> Result<Promise<ContactGroup>> {
        self.0.call(env, options, |client| client.contact_groups().get(group_id))
    }

    /// Makes a group; gives its id. Names need not be unique. `POST /create_contact_group`
    ///
    /// Sent once: when its answer is lost, `outcome` is "unknown".
    #[napi]
    pub fn create(&self, env: Env, group: Named, options: Option<CallOptions>) -> Result<Promise<GroupId>> {
        self.0.call(env, options, |client| client.contact_groups().create(group.name))
    }

    /// Renames a group. `POST /update_contact_group/{group_id}`
    ///
    /// Fails with `group_not_found` for an unknown group or another user's.
    #[napi]
    pub fn update(
        &self,
        env: Env,
        group_id: GroupId,
        update: Named,
        options: Option<CallOptions>,
    ) -> Result<Promise<Change>> {
        self.0.call(env, options, |client| client.contact_groups().update(group_id, update.name))
    }

    /// Deletes a group for good; its contacts stay. `POST /delete_contact_group`
    ///
    /// Fails with `group_not_found` for an unknown group or another user's.
    #[napi(ts_return_type = "Promise<void>")]
    pub fn delete(&self, env: Env, group_id: GroupId, options: Option<CallOptions>) -> Result<Promise<()>> {
        self.0.call(env, options, |client| client.contact_groups().delete(group_id))
    }
}

/// The calls for contacts: `client.contacts`.
#[napi]
pub struct Contacts(pub(crate) Caller);

#[napi]
impl Contacts {
    /// Finds a contact. `GET /get_contact`
    ///
    /// Fails with `contact_not_found` for an unknown contact or another user's, and `contact_deleted`.
    #[napi]
    pub fn get(
        &self,
        env: Env,
        contact_id: ContactId,
        options: Option<CallOptions>,
    ) -> Result<Promise<Contact>> {
        self.0.call(env, options, |client| client.contacts().get(contact_id))
    }

    /// Makes a contact; gives its id. At least an e-mail address or a phone number is needed, and most installs
    /// want both: they count an empty one as taken, too. `POST /create_contact`
    ///
    /// Fails with `email_taken` or `phone_taken` when any contact of the install has it. Sent once: when its
    /// answer is lost, `outcome` is "unknown".
    #[napi]
    pub fn create(
        &self,
        env: Env,
        contact: NewContact,
        options: Option<CallOptions>,
    ) -> Result<Promise<ContactId>> {
        self.0.call(env, options, |client| client.contacts().create(contact))
    }

    /// Changes a contact; what is left out stays. `POST /update_contact/{contact_id}`
    ///
    /// Send only what changes: the server refuses the e-mail address or phone number that the contact already
    /// has. A field cannot be cleared. Fails with `contact_not_found` for an unknown contact or another user's,
    /// and with `email_taken` or `phone_taken`, also when the contact itself has it.
    #[napi]
    pub fn update(
        &self,
        env: Env,
        contact_id: ContactId,
        update: ContactUpdate,
        options: Option<CallOptions>,
    ) -> Result<Promise<Change>> {
        self.0.call(env, options, |client| client.contacts().update(contact_id, update))
    }

    /// Deletes a contact for good. `POST /delete_contact`
    ///
    /// Fails with `contact_not_found` for an unknown contact or another user's.
    #[napi(ts_return_type = "Promise<void>")]
    pub fn delete(
        &self,
        env: Env,
        contact_id: ContactId,
        options: Option<CallOptions>,
    ) -> Result<Promise<()>> {
        self.0.call(env, options, |client| client.contacts().delete(contact_id))
    }

    /// Imports the contacts of a CSV or JSON Lines file into a group. `POST /create_contact` for each
    ///
    /// The file is read twice: once to find what is wrong with it, before anything is sent, and once to send it. Rows
    /// are sent a few at a time, each once: what is known of a row whose answer was lost is that it may have been made
    /// (`unknown`). With a `results` file an import can be started again, after whatever broke it off, and goes on
    /// where it was.
    ///
    /// Rows that fail do not fail the import: see the report. It fails with `invalid_file` for a file that cannot be
    /// understood (the message names row and column), `file_failed`, `results_file_refused`, `invalid_option` and
    /// `invalid_value`, before anything is sent.
    #[napi(
        ts_args_type = "path: string | URL, options: ImportFileOptions",
        ts_return_type = "Promise<ImportReport>"
    )]
    pub fn import_file(&self, env: Env, path: FilePath, options: ImportOptions) -> Result<ImportRun> {
        let import = Import::of_file(self.0.many(env)?, path.0.into(), options.0);
        import.map(ImportRun::from).map_err(|error| errors::thrown(env, &error))
    }

    /// Imports contacts into a group as `rows` gives them. `POST /create_contact` for each
    ///
    /// A row is an object with `email`, `phoneNumber`, `firstName` and `lastName`, or as a CRM calls them; what means
    /// nothing is left out. Rows are taken when they can be sent, so a generator is never collected. One that cannot be
    /// sent is counted as `invalid`, and the report says why. When the iterable throws, the import ends in good order,
    /// and rejects with what was thrown. A row's number is its place, counted from 1. Otherwise like `importFile`.
    #[napi(
        ts_args_type = "rows: Iterable<object> | AsyncIterable<object>, options: ImportOptions",
        ts_return_type = "Promise<ImportReport>"
    )]
    pub fn import_rows(&self, env: Env, options: ImportOptions) -> Result<ImportRun> {
        let import = Import::of_rows(self.0.many(env)?, options.0);
        import.map(ImportRun::from).map_err(|error| errors::thrown(env, &error))
    }
}

/// The calls for flow campaigns: `client.flows`.
#[napi]
pub struct Flows(pub(crate) Caller);

#[napi]
impl Flows {
    /// All campaigns. `GET /get_flow_campaigns`
    #[napi]
    pub fn list(&self, env: Env, options: Option<CallOptions>) -> Result<Promise<Vec<FlowCampaign>>> {
        self.0.call(env, options, |client| client.flows().list())
    }

    /// Finds a campaign and its questions. `GET /get_flow_campaign_info`
    ///
    /// Fails with `flow_not_found` for an unknown campaign or another user's, and `flow_deleted`.
    #[napi]
    pub fn get(
        &self,
        env: Env,
        flow_id: FlowId,
        options: Option<CallOptions>,
    ) -> Result<Promise<FlowDetail>> {
        self.0.call(env, options, |client| client.flows().get(flow_id))
    }

    /// What one subscriber answered to a campaign; no answers for a subscriber who gave none or is unknown.
    /// `GET /get_single_subscriber_flow_info`
    ///
    /// Fails with `flow_not_found` for an unknown campaign or another user's.
    #[napi]
    pub fn subscriber_answers(
        &self,
        env: Env,
        flow_id: FlowId,
        subscriber_id: Psid,
        options: Option<CallOptions>,
    ) -> Result<Promise<SubscriberFlow>> {
        self.0.call(env, options, |client| client.flows().subscriber_answers(flow_id, subscriber_id))
    }

    /// What all subscribers answered to a campaign, one subscriber at a time, as the bytes arrive.
    /// `GET /get_all_subscriber_flow_info`
    ///
    /// Nothing is sent before the first row is asked for. Memory stays constant, however large the answer. A lost
    /// connection is tried again only until the first row was given. No whole-call limit holds unless one is set:
    /// only a silent server ends it.
    ///
    /// Fails with `flow_not_found` for an unknown campaign or another user's.
    #[napi(ts_return_type = "Answers")]
    pub fn answers(&self, env: Env, flow_id: FlowId, options: Option<CallOptions>) -> Result<Js<Answers>> {
        self.0.stream(env, options, |client| client.flows().answers(flow_id))
    }
    /// What all subscribers answered to a campaign, as the rows of a table: `for await (const row of client.flows.rows(1))`.
    /// `GET /get_all_subscriber_flow_info`
    ///
    /// A row is an object with `subscriber_id`, `question_id`, `question` and `answer`; in the layout "wide" it is one
    /// of a subscriber, with `subscriber_id` and an answer a question, which it takes from `GET
    /// /get_flow_campaign_info`. Otherwise like `answers`.
    #[napi(
        ts_args_type = "flowId: FlowId, options?: RowsOptions | undefined | null",
        ts_return_type = "AnswerRows"
    )]
    pub fn rows(&self, env: Env, flow_id: FlowId, options: Option<RowsOptions>) -> Result<Js<Answers>> {
        let RowsOptions { call, layout } = options.unwrap_or_default();
        let client = self.0.client(&call).map_err(|error| errors::thrown(env, &error))?;
        iterator(env, Source::Table(Box::new(client.flows().rows(flow_id, layout).into())))
    }

    /// Writes what all subscribers answered to a campaign to a file or a stream. `GET /get_all_subscriber_flow_info`
    ///
    /// A file appears when it is whole, in the place of one that is there; an export that fails or is stopped leaves
    /// none behind. A new file is readable by its owner only (mode 0600); an existing one keeps its mode.
    /// A stream is waited for, and not ended; what was written to it stays. "wide_csv" takes its columns
    /// from `GET /get_flow_campaign_info`.
    ///
    /// Fails like `answers`, and with `file_failed`.
    #[napi(
        ts_args_type = "flowId: FlowId, to: string | URL | ByteStream, options?: ExportOptions | undefined | null",
        ts_return_type = "Promise<ExportReport>"
    )]
    pub fn export(
        &self,
        env: Env,
        flow_id: FlowId,
        path: Option<FilePath>,
        options: ExportOptions,
    ) -> Result<ExportRun> {
        Ok(ExportRun::new(&self.0.many(env)?, flow_id, path.map(|path| path.0), options))
    }
}
