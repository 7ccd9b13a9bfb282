//! `chat44mp contact-groups`

use clap::{Args, Subcommand};

use crate::errors::Failure;
use crate::input::ids::GroupIdArgument;
use crate::output::wording::changed;
use crate::session::Session;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Find a group (get_contact_group)
    Get(GroupIdArgument),
    /// Create a group and print its ID (create_contact_group)
    Create(NameArgument),
    /// Rename a group (update_contact_group)
    Update(UpdateArguments),
    /// Delete a group permanently; its contacts stay (delete_contact_group)
    Delete(GroupIdArgument),
}

#[derive(Args)]
pub(crate) struct NameArgument {
    /// Name; need not be unique
    #[arg(long)]
    name: String,
}

#[derive(Args)]
pub(crate) struct UpdateArguments {
    #[command(flatten)]
    group_id: GroupIdArgument,
    #[command(flatten)]
    name: NameArgument,
}

impl Command {
    pub(crate) async fn run(self, session: &Session<'_>) -> Result<(), Failure> {
        let groups = session.client.contact_groups();
        match self {
            Command::Get(id) => session.read(groups.get(id.get())).await,
            Command::Create(NameArgument { name }) => {
                session.write(groups.create(name), |id| format!("Contact group {id} was created.")).await
            }
            Command::Update(UpdateArguments { group_id, name: NameArgument { name } }) => {
                let id = group_id.get();
                session.write(groups.update(id, name), |change| changed("Contact group", id, *change)).await
            }
            Command::Delete(group_id) => {
                let id = group_id.get();
                session.write(groups.delete(id), |()| format!("Contact group {id} was deleted.")).await
            }
        }
    }
}
