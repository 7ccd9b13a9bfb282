//! `chat44mp labels`

use clap::{Args, Subcommand};

use crate::errors::Failure;
use crate::input::ids::PageIdArgument;
use crate::session::Session;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// List the labels of a page, without those created through the API (get_all_labels)
    List(PageIdArgument),
    /// Create a label and print its ID; store the ID, the server never lists it (create_label)
    Create(CreateArguments),
    /// Assign one or more labels to a subscriber (assign_label)
    Assign(AssignArguments),
}

#[derive(Args)]
pub(crate) struct CreateArguments {
    /// ID of the Facebook page
    #[arg(long, value_name = "ID", allow_negative_numbers = true)]
    page_id: String,
    /// Name, unique on the whole server
    #[arg(long)]
    name: String,
}

#[derive(Args)]
pub(crate) struct AssignArguments {
    /// ID of the Facebook page
    #[arg(long, value_name = "ID", allow_negative_numbers = true)]
    page_id: String,
    /// Page-scoped ID (PSID) of the subscriber
    #[arg(long, value_name = "ID", allow_negative_numbers = true)]
    subscriber_id: String,
    /// IDs of the labels, separated by commas or one per option
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
                    .write(call, |id| {
                        format!("Label {id} was created. Store its ID: the server never lists it.")
                    })
                    .await
            }
            Command::Assign(AssignArguments { page_id, subscriber_id, label_ids }) => {
                let done = format!("Subscriber {subscriber_id} now has the label.");
                // An empty option is an empty list.
                let lists = label_ids.iter().filter(|list| !list.is_empty());
                let label_ids = lists.flat_map(|list| list.split(','));
                session.write(labels.assign(page_id, subscriber_id, label_ids), |()| done).await
            }
        }
    }
}
