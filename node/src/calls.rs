//! The table of all calls: each is written once. It gives its value, or within `withRawResponse` the whole answer.

use chat44mp::ffi::{ExportTarget, Import, Table};
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
    /// Finds a user by ID or by e-mail address; exactly one of the two is required. `GET /get_user_info`
    ///
    /// A disabled user is found, a deleted one is not. The address must be the user's own, in any case: the server
    /// also matches addresses that differ only in accents, and this call does not return those users.
    ///
    /// Fails with `user_not_found`.
    #[napi]
    pub fn get(&self, env: Env, filter: UserFilter, options: Option<CallOptions>) -> Result<Promise<User>> {
        self.0.call(env, options, |client| client.users().get(filter))
    }

    /// Creates a user, enabled and of type `Member`, and returns its ID. `POST /create_system_user`
    ///
    /// Sent once. If the response is lost, the client looks the user up by e-mail address, immediately and again
    /// after `settleDelay`. The call then succeeds only if the user has every value sent, has never logged in, and
    /// was created during this call by the server's clock. Otherwise it fails and `outcome` is `unknown`: the code is
    /// `email_taken` if a user with this address exists, whose password may be another,
    /// `email_taken_by_similar_address` if that user's address has other accents, and that of the failed request if
    /// there is no such user.
    ///
    /// Fails with `email_taken` or `package_not_found`.
    #[napi]
    pub fn create(&self, env: Env, user: NewUser, options: Option<CallOptions>) -> Result<Promise<UserId>> {
        self.0.call(env, options, |client| client.users().create(user))
    }

    /// Changes a user; fields that are left out keep their values. `POST /update_user/{user_id}`
    ///
    /// A field cannot be cleared. The e-mail address and the password cannot be changed.
    ///
    /// Fails with `user_not_found`.
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

    /// Ensures that a user with this e-mail address exists: returns the existing user or creates one.
    /// `GET /get_user_info`, `POST /create_system_user`
    ///
    /// An existing user is never changed. The call is safe to repeat after any failure.
    ///
    /// Fails with `email_taken_by_deleted_user` if the address is taken but no user has it, and with
    /// `email_taken_by_similar_address` if a user has the address with other accents, which the server treats as
    /// equal.
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
    /// Lists all packages that are not deleted. `GET /get_all_packages`
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
    /// Fails with `subscriber_not_found` if the subscriber is unknown or belongs to another user.
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
    /// Lists the labels of a page, except those created through the API. `GET /get_all_labels`
    ///
    /// Fails with `labels_not_found` if the page is unknown, its bot is disabled, or it has no labels; the server
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

    /// Creates a label and returns its ID. `POST /create_label`
    ///
    /// Keep the ID: the server never lists labels created through the API. Their names must be unique on the whole
    /// server, across all pages and users. Sent once: if the response is lost, `outcome` is `unknown`.
    ///
    /// Fails with `bot_not_enabled` if the page is unknown or its bot is disabled, and with `label_name_maybe_taken`
    /// if the name is taken, but only after Facebook has created the label.
    #[napi]
    pub fn create(
        &self,
        env: Env,
        label: NewLabel,
        options: Option<CallOptions>,
    ) -> Result<Promise<LabelId>> {
        self.0.call(env, options, |client| client.labels().create(label.page_id, label.name))
    }

    /// Assigns one or more labels to a subscriber. `POST /assign_label`
    ///
    /// Unknown label IDs are ignored, unless all of them are unknown. If Facebook refuses one of several labels,
    /// `outcome` is `unknown`: those before it stay assigned.
    ///
    /// Fails with `label_not_found`, `bot_not_enabled` or `facebook_refused`.
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
    /// Finds a contact group. `GET /get_contact_group`
    ///
    /// Fails with `group_not_found` if the group is unknown or belongs to another user, and with `group_deleted`.
    #[napi]
    pub fn get(
        &self,
        env: Env,
        group_id: GroupId,
        options: Option<CallOptions>,
    ) -> Result<Promise<ContactGroup>> {
        self.0.call(env, options, |client| client.contact_groups().get(group_id))
    }

    /// Creates a contact group and returns its ID. `POST /create_contact_group`
    ///
    /// Names need not be unique. Sent once: if the response is lost, `outcome` is `unknown`.
    #[napi]
    pub fn create(&self, env: Env, group: Named, options: Option<CallOptions>) -> Result<Promise<GroupId>> {
        self.0.call(env, options, |client| client.contact_groups().create(group.name))
    }

    /// Renames a contact group. `POST /update_contact_group/{group_id}`
    ///
    /// Fails with `group_not_found` if the group is unknown or belongs to another user.
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

    /// Deletes a contact group permanently; its contacts remain. `POST /delete_contact_group`
    ///
    /// Fails with `group_not_found` if the group is unknown or belongs to another user.
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
    /// Fails with `contact_not_found` if the contact is unknown or belongs to another user, and with
    /// `contact_deleted`.
    #[napi]
    pub fn get(
        &self,
        env: Env,
        contact_id: ContactId,
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
        contact_id: ContactId,
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
        contact_id: ContactId,
        options: Option<CallOptions>,
    ) -> Result<Promise<()>> {
        self.0.call(env, options, |client| client.contacts().delete(contact_id))
    }

    /// Imports the contacts of a CSV or JSON Lines file into a group. `POST /create_contact` for each row
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
        let import = Import::of_file(self.0.many(env)?, path.0.into(), options.0);
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
    /// them; other properties are ignored. If the iterable throws, the import stops gracefully and rejects with what
    /// was thrown.
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
    /// Lists all flow campaigns. `GET /get_flow_campaigns`
    #[napi]
    pub fn list(&self, env: Env, options: Option<CallOptions>) -> Result<Promise<Vec<FlowCampaign>>> {
        self.0.call(env, options, |client| client.flows().list())
    }

    /// Finds a flow campaign and its questions. `GET /get_flow_campaign_info`
    ///
    /// Fails with `flow_not_found` if the campaign is unknown or belongs to another user, and with `flow_deleted`.
    #[napi]
    pub fn get(
        &self,
        env: Env,
        flow_id: FlowId,
        options: Option<CallOptions>,
    ) -> Result<Promise<FlowDetail>> {
        self.0.call(env, options, |client| client.flows().get(flow_id))
    }

    /// Returns one subscriber's answers to a campaign. `GET /get_single_subscriber_flow_info`
    ///
    /// There are no answers if the subscriber gave none or is unknown.
    ///
    /// Fails with `flow_not_found` if the campaign is unknown or belongs to another user.
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

    /// Streams the answers of all subscribers to a campaign, one subscriber at a time, as the bytes arrive.
    /// `GET /get_all_subscriber_flow_info`
    ///
    /// Nothing is sent before the first row is requested. Memory use stays constant, however large the response is. A
    /// lost connection is retried only until the first row has been returned. The call has no overall timeout unless
    /// one is set: only a stalled connection ends the stream.
    ///
    /// Fails with `flow_not_found` if the campaign is unknown or belongs to another user.
    #[napi(ts_return_type = "Answers")]
    pub fn answers(&self, env: Env, flow_id: FlowId, options: Option<CallOptions>) -> Result<Js<Answers>> {
        self.0.stream(env, options, |client| client.flows().answers(flow_id))
    }
    /// Streams the answers of all subscribers to a campaign as the rows of a table.
    /// `GET /get_all_subscriber_flow_info`
    ///
    /// The long layout, the default, has one row per answer: `subscriberId`, `questionId`, `question` and `answer`.
    /// The wide layout has one row per subscriber and one column per question; it reads the questions from
    /// `GET /get_flow_campaign_info` and omits answers to any other question. Otherwise like `answers`.
    ///
    /// Use it as `for await (const row of client.flows.rows(1))`. The layout is "long" or "wide".
    #[napi(
        ts_args_type = "flowId: FlowId, options?: RowsOptions | undefined | null",
        ts_return_type = "AnswerRows"
    )]
    pub fn rows(&self, env: Env, flow_id: FlowId, options: Option<RowsOptions>) -> Result<Js<Answers>> {
        let RowsOptions { call, layout } = options.unwrap_or_default();
        let client = self.0.client(&call).map_err(|error| errors::thrown(env, &error))?;
        iterator(env, Source::Table(Box::new(Table::camel_case(client.flows().rows(flow_id, layout)))))
    }

    /// Writes the answers of all subscribers to a campaign to a file. `GET /get_all_subscriber_flow_info`
    ///
    /// The file appears when it is complete and replaces an existing one; an export that fails or is stopped leaves
    /// nothing behind. A new file is readable by its owner only (mode 0600), an existing one keeps its mode. Memory
    /// use stays constant, however large the response is. The wide CSV format reads its columns from
    /// `GET /get_flow_campaign_info`. By default the format is CSV with one row per answer, and cells that a
    /// spreadsheet would run as a formula are prefixed with an apostrophe.
    ///
    /// Fails like `answers`, and with `file_failed`.
    ///
    /// A stream is written with backpressure and is not ended; data already written to it stays there after a
    /// failure.
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
        let target = path.map_or(ExportTarget::Chunks(1), |path| ExportTarget::File(path.0.into()));
        Ok(ExportRun::new(self.0.many(env)?, flow_id, target, options))
    }
}
