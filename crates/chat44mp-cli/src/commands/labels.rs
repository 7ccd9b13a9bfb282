//! `chat44mp labels`

use clap::{Args, Subcommand};

use crate::errors::Failure;
use crate::input::ids::PageIdArgument;
use crate::session::Session;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// The labels of a page, without those made through the API (get_all_labels)
    List(PageIdArgument),
    /// Make a label and print its id: keep it, the server never lists it (create_label)
    Create(CreateArguments),
    /// Give a subscriber one or more labels (assign_label)
    Assign(AssignArguments),
}

#[derive(Args)]
pub(crate) struct CreateArguments {
    /// The Facebook page's id
    #[arg(long, value_name = "ID", allow_negative_numbers = true)]
    page_id: String,
    /// Its name; unique on the whole install
    #[arg(long)]
    name: String,
}

#[derive(Args)]
pub(crate) struct AssignArguments {
    /// The Facebook page's id
    #[arg(long, value_name = "ID", allow_negative_numbers = true)]
    page_id: String,
    /// The subscriber's page-scoped id (PSID)
    #[arg(long, value_name = "ID", allow_negative_numbers = true)]
    subscriber_id: String,
    /// The labels' ids, between commas or one an option
    #[arg(long, visible_alias = "label-id", value_name = "ID,…", allow_negative_numbers = true)]
    label_ids: Vec<String>,
}

impl Command {
    pub(crate) async fn run(self, session: &Session<'_>) -> Result<(), Failure> {
        let labels = session.client.labels();
        match self {
            Command::List(page_id) => session.read(labels.list(page_id.get())).await,
            Command::Create(CreateArguments { page_id, name }) => {
                let call = labels.create(page_id, name);
                session
                    .write(call, |id| format!("Label {id} was made. Keep its id: it is never listed."))
                    .await
            }
            Command::Assign(AssignArguments { page_id, subscriber_id, label_ids }) => {
                let done = format!("Subscriber {subscriber_id} has the label now.");
                // An option without a text is a list without ids.
                let lists = label_ids.iter().filter(|list| !list.is_empty());
                let label_ids = lists.flat_map(|list| list.split(','));
                session.write(labels.assign(page_id, subscriber_id, label_ids), |()| done).await
            }
        }
    }
}
