//! All calls. The Kotlin and Swift packages document them.

use std::collections::HashMap;
use std::sync::Arc;

use chat44mp::ffi::{Import, Reports};
use chat44mp::{
    Change, Contact, ContactGroup, ContactId, ContactUpdate, ExportFormat, ExportOptions, ExportReport,
    FlowCampaign, FlowDetail, FlowId, GroupId, Label, LabelId, NewContact, NewUser, OperationKind, Package,
    PageId, Provisioned, Psid, RowLayout, Subscriber, SubscriberFlow, User, UserFilter, UserId, UserUpdate,
};

use crate::answers::{NativeAnswers, NativeRows};
use crate::caller::run;
use crate::client::NativeClient;
use crate::control::CallControl;
use crate::error::NativeError;
use crate::import::NativeImport;
use crate::options::ImportSettings;

type Control = Arc<CallControl>;
type Result<T> = std::result::Result<T, NativeError>;

#[uniffi::export]
impl NativeClient {
    /// `GET /get_user_info`
    pub async fn users_get(&self, filter: UserFilter, control: Control) -> Result<User> {
        self.run(&control, |client| client.users().get(filter)).await
    }

    /// `POST /create_system_user`
    pub async fn users_create(&self, user: NewUser, control: Control) -> Result<UserId> {
        self.run(&control, |client| client.users().create(user)).await
    }

    /// `POST /update_user/{user_id}`
    pub async fn users_update(&self, user_id: UserId, update: UserUpdate, control: Control) -> Result<()> {
        self.run(&control, |client| client.users().update(user_id, update)).await
    }

    /// `GET /get_user_info`, `POST /create_system_user`
    pub async fn users_provision(&self, user: NewUser, control: Control) -> Result<Provisioned> {
        self.run(&control, |client| client.users().provision(user)).await
    }

    /// `GET /get_all_packages`
    pub async fn packages_list(&self, control: Control) -> Result<Vec<Package>> {
        self.run(&control, |client| client.packages().list()).await
    }

    /// `GET /subscriber_information`
    pub async fn subscribers_get(&self, subscriber_id: Psid, control: Control) -> Result<Subscriber> {
        self.run(&control, |client| client.subscribers().get(subscriber_id)).await
    }

    /// `GET /get_all_labels`
    pub async fn labels_list(&self, page_id: PageId, control: Control) -> Result<Vec<Label>> {
        self.run(&control, |client| client.labels().list(page_id)).await
    }

    /// `POST /create_label`
    pub async fn labels_create(&self, page_id: PageId, name: String, control: Control) -> Result<LabelId> {
        self.run(&control, |client| client.labels().create(page_id, name)).await
    }

    /// `POST /assign_label`
    pub async fn labels_assign(
        &self,
        page_id: PageId,
        subscriber_id: Psid,
        label_ids: Vec<LabelId>,
        control: Control,
    ) -> Result<()> {
        self.run(&control, |client| client.labels().assign(page_id, subscriber_id, label_ids)).await
    }

    /// `GET /get_contact_group`
    pub async fn contact_groups_get(&self, group_id: GroupId, control: Control) -> Result<ContactGroup> {
        self.run(&control, |client| client.contact_groups().get(group_id)).await
    }

    /// `POST /create_contact_group`
    pub async fn contact_groups_create(&self, name: String, control: Control) -> Result<GroupId> {
        self.run(&control, |client| client.contact_groups().create(name)).await
    }

    /// `POST /update_contact_group/{group_id}`
    pub async fn contact_groups_update(
        &self,
        group_id: GroupId,
        name: String,
        control: Control,
    ) -> Result<Change> {
        self.run(&control, |client| client.contact_groups().update(group_id, name)).await
    }

    /// `POST /delete_contact_group`
    pub async fn contact_groups_delete(&self, group_id: GroupId, control: Control) -> Result<()> {
        self.run(&control, |client| client.contact_groups().delete(group_id)).await
    }

    /// `GET /get_contact`
    pub async fn contacts_get(&self, contact_id: ContactId, control: Control) -> Result<Contact> {
        self.run(&control, |client| client.contacts().get(contact_id)).await
    }

    /// `POST /create_contact`
    pub async fn contacts_create(&self, contact: NewContact, control: Control) -> Result<ContactId> {
        self.run(&control, |client| client.contacts().create(contact)).await
    }

    /// `POST /update_contact/{contact_id}`
    pub async fn contacts_update(
        &self,
        contact_id: ContactId,
        update: ContactUpdate,
        control: Control,
    ) -> Result<Change> {
        self.run(&control, |client| client.contacts().update(contact_id, update)).await
    }

    /// `POST /delete_contact`
    pub async fn contacts_delete(&self, contact_id: ContactId, control: Control) -> Result<()> {
        self.run(&control, |client| client.contacts().delete(contact_id)).await
    }

    /// `GET /get_flow_campaigns`
    pub async fn flows_list(&self, control: Control) -> Result<Vec<FlowCampaign>> {
        self.run(&control, |client| client.flows().list()).await
    }

    /// `GET /get_flow_campaign_info`
    pub async fn flows_get(&self, flow_id: FlowId, control: Control) -> Result<FlowDetail> {
        self.run(&control, |client| client.flows().get(flow_id)).await
    }

    /// `GET /get_single_subscriber_flow_info`
    pub async fn flows_subscriber_answers(
        &self,
        flow_id: FlowId,
        subscriber_id: Psid,
        control: Control,
    ) -> Result<SubscriberFlow> {
        self.run(&control, |client| client.flows().subscriber_answers(flow_id, subscriber_id)).await
    }

    /// `GET /get_all_subscriber_flow_info`, with the options of `control`.
    pub fn flows_answers(&self, flow_id: FlowId, control: Control) -> Result<Arc<NativeAnswers>> {
        Ok(Arc::new(self.client(&control)?.flows().answers(flow_id).into()))
    }

    /// `GET /get_all_subscriber_flow_info`, as the rows of a table.
    pub fn flows_rows(
        &self,
        flow_id: FlowId,
        layout: Option<RowLayout>,
        control: Control,
    ) -> Result<Arc<NativeRows>> {
        Ok(Arc::new(self.client(&control)?.flows().rows(flow_id, layout.unwrap_or_default()).into()))
    }

    /// The answers as a file, by default in CSV.
    pub async fn flows_export(
        &self,
        flow_id: FlowId,
        path: String,
        format: Option<ExportFormat>,
        bom: bool,
        raw_cells: bool,
        control: Control,
    ) -> Result<ExportReport> {
        let options = ExportOptions::new().format(format.unwrap_or_default()).bom(bom).raw_cells(raw_cells);
        let client = self.client(&control)?;
        run(&control, client.flows().export(flow_id, path, options)).await
    }

    /// Starts an import of rows, which its steps request.
    pub fn contacts_import_rows(
        &self,
        group_id: GroupId,
        settings: ImportSettings,
        report_rows: bool,
        report_progress: bool,
        control: Control,
    ) -> Result<Arc<NativeImport>> {
        let reports = Reports { rows: report_rows, progress: report_progress };
        self.import(&control, |client| Import::of_rows(client, settings.options(group_id)?, reports))
    }

    /// Starts an import of a file.
    pub fn contacts_import_file(
        &self,
        path: String,
        group_id: GroupId,
        settings: ImportSettings,
        report_rows: bool,
        report_progress: bool,
        control: Control,
    ) -> Result<Arc<NativeImport>> {
        let reports = Reports { rows: report_rows, progress: report_progress };
        self.import(&control, |client| {
            Import::of_file(client, path.into(), settings.options(group_id)?, reports)
        })
    }

    /// Calls an operation by its name; returns the JSON of the response.
    pub async fn call(
        &self,
        name: String,
        params: HashMap<String, String>,
        kind: OperationKind,
        path_id: Option<String>,
        control: Control,
    ) -> Result<String> {
        let json = self.run(&control, |client| client.call(name, params, kind, path_id)).await?;
        Ok(json.to_string())
    }
}
