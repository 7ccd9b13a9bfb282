//! `chat44mp contacts`

mod import;

use chat44mp::{ContactUpdate, NewContact};
use clap::{Args, Subcommand};

pub(crate) use import::default_results;

use crate::errors::Failure;
use crate::input::ids::{ContactIdArgument, id};
use crate::output::wording::changed;
use crate::session::Session;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Find a contact (get_contact)
    Get(ContactIdArgument),
    /// Create a contact and print its ID (create_contact)
    Create(CreateArguments),
    /// Update a contact; set only what changes (update_contact)
    Update(UpdateArguments),
    /// Delete a contact permanently (delete_contact)
    Delete(ContactIdArgument),
    /// Import contacts from a CSV or JSON Lines file; run again to resume
    Import(import::Arguments),
}

#[derive(Args)]
pub(crate) struct CreateArguments {
    /// ID of the contact's group
    #[arg(long, value_name = "ID", value_parser = id, allow_negative_numbers = true)]
    group_id: i64,
    #[command(flatten)]
    person: Person,
}

#[derive(Args)]
pub(crate) struct UpdateArguments {
    #[command(flatten)]
    contact_id: ContactIdArgument,
    #[command(flatten)]
    person: Person,
}

#[derive(Args)]
pub(crate) struct Person {
    /// E-mail address, unique on the whole server
    #[arg(long)]
    email: Option<String>,
    /// Phone number, unique on the whole server
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    phone_number: Option<String>,
    /// First name
    #[arg(long, value_name = "NAME")]
    first_name: Option<String>,
    /// Last name
    #[arg(long, value_name = "NAME")]
    last_name: Option<String>,
}

impl Command {
    pub(crate) async fn run(self, session: &Session<'_>) -> Result<(), Failure> {
        let contacts = session.client.contacts();
        match self {
            Command::Get(id) => session.read(contacts.get(id.get())).await,
            Command::Create(CreateArguments { group_id, person }) => {
                let Person { email, phone_number, first_name, last_name } = person;
                let contact =
                    NewContact { group_id: group_id.into(), email, phone_number, first_name, last_name };
                session.write(contacts.create(contact), |id| format!("Contact {id} was created.")).await
            }
            Command::Update(UpdateArguments { contact_id, person }) => {
                let id = contact_id.get();
                let Person { email, phone_number, first_name, last_name } = person;
                let update = ContactUpdate { email, phone_number, first_name, last_name };
                session.write(contacts.update(id, update), |change| changed("Contact", id, *change)).await
            }
            Command::Delete(contact_id) => {
                let id = contact_id.get();
                session.write(contacts.delete(id), |()| format!("Contact {id} was deleted.")).await
            }
            Command::Import(arguments) => arguments.run(session).await,
        }
    }
}
