//! `chat44mp users`

use std::io::{self, IsTerminal};

use chat44mp::{Call, NewUser, Password, ProvisionResult, UserFilter, UserUpdate};
use clap::{Args, Subcommand};
use jiff::civil::Date;
use serde::Serialize;
use zeroize::Zeroizing;

use crate::errors::{self, Failure};
use crate::input::ids::{UserIdArgument, id};
use crate::input::secrets;
use crate::output::{say, style};
use crate::session::Session;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Find a user by ID or e-mail address (get_user_info)
    Get(Filter),
    /// Create a user and print its ID (create_system_user)
    #[command(override_usage = "\
        chat44mp users create [OPTIONS] --name <NAME> --email <EMAIL>\n                             --package-id <ID> --expires-on <DATE>")]
    Create(NewUserArguments),
    /// Update a user (update_user)
    Update(UpdateArguments),
    /// Find a user by e-mail address, or create it; safe to repeat
    #[command(override_usage = "\
        chat44mp users provision [OPTIONS] --name <NAME> --email <EMAIL>\n                                --package-id <ID> --expires-on <DATE>")]
    Provision(NewUserArguments),
}

#[derive(Args)]
pub(crate) struct Filter {
    /// ID of the user
    #[arg(value_name = "USER_ID", conflicts_with = "user_id", value_parser = id, allow_negative_numbers = true)]
    alone: Option<i64>,
    /// Same as the positional USER_ID
    #[arg(long, value_name = "ID", value_parser = id, allow_negative_numbers = true)]
    user_id: Option<i64>,
    /// E-mail address of the user
    #[arg(long)]
    email: Option<String>,
}

#[derive(Args)]
pub(crate) struct NewUserArguments {
    /// Name
    #[arg(long)]
    name: String,
    /// E-mail address, unique on the whole server
    #[arg(long)]
    email: String,
    #[command(flatten)]
    password: PasswordSource,
    /// ID of the user's package; see `packages list`
    #[arg(long, value_name = "ID", value_parser = id, allow_negative_numbers = true)]
    package_id: i64,
    /// Last day of the package, such as 2027-12-31
    #[arg(long, value_name = "DATE", value_parser = date)]
    expires_on: Date,
    /// Mobile number
    #[arg(long)]
    mobile: Option<String>,
    /// Postal address
    #[arg(long)]
    address: Option<String>,
}

/// Where the password comes from; a prompt by default.
#[derive(Args)]
#[group(multiple = false)]
pub(crate) struct PasswordSource {
    /// Read the password from the next line of stdin
    #[arg(long)]
    password_stdin: bool,
    /// Generate a password and print it once to stderr if the user is created
    #[arg(long)]
    generate_password: bool,
    /// Set the password; other users of this machine can read it in the process list
    #[arg(long, value_name = "PASSWORD")]
    password: Option<String>,
}

#[derive(Args)]
pub(crate) struct UpdateArguments {
    #[command(flatten)]
    user_id: UserIdArgument,
    /// New name
    #[arg(long)]
    name: Option<String>,
    /// New mobile number
    #[arg(long)]
    mobile: Option<String>,
    /// New postal address
    #[arg(long)]
    address: Option<String>,
    /// ID of another package; the server does not check that it exists
    #[arg(long, value_name = "ID", value_parser = id, allow_negative_numbers = true)]
    package_id: Option<i64>,
    /// New last day of the package, such as 2027-12-31
    #[arg(long, value_name = "DATE", value_parser = date)]
    expires_on: Option<Date>,
}

impl Command {
    pub(crate) async fn run(self, session: &Session<'_>) -> Result<(), Failure> {
        let users = session.client.users();
        match self {
            Command::Get(Filter { alone, user_id, email }) => {
                let user_id = user_id.or(alone).map(Into::into);
                session.read(users.get(UserFilter { user_id, email })).await
            }
            Command::Create(arguments) => {
                let (user, generated) = arguments.user()?;
                let email = user.email.clone();
                let created = |id: &_| format!("User {id} was created.");
                create(session, users.create(user), &email, generated, |_| true, created).await
            }
            Command::Update(arguments) => {
                let id = arguments.user_id.get();
                let update = UserUpdate {
                    name: arguments.name,
                    mobile: arguments.mobile,
                    address: arguments.address,
                    package_id: arguments.package_id.map(Into::into),
                    expires_on: arguments.expires_on,
                };
                session.write(users.update(id, update), |()| format!("User {id} was updated.")).await
            }
            Command::Provision(arguments) => {
                let (user, generated) = arguments.user()?;
                let email = user.email.clone();
                let is_new = |user: &chat44mp::Provisioned| user.result != ProvisionResult::Existed;
                create(session, users.provision(user), &email, generated, is_new, |provisioned| {
                    let id = provisioned.user.id;
                    match provisioned.result {
                        ProvisionResult::Created => format!("User {id} was created."),
                        ProvisionResult::Existed => {
                            format!("User {id} already existed; nothing was changed.")
                        }
                        ProvisionResult::Settled => {
                            format!("User {id} was created by a request whose response was lost.")
                        }
                    }
                })
                .await
            }
        }
    }
}

impl NewUserArguments {
    /// The user, and the password if it was generated.
    fn user(self) -> Result<(NewUser, Option<Zeroizing<String>>), Failure> {
        let (password, generated) = self.password.get()?;
        let mut user = NewUser::new(self.name, self.email, password, self.package_id, self.expires_on);
        user.mobile = self.mobile;
        user.address = self.address;
        Ok((user, generated))
    }
}

impl PasswordSource {
    fn get(self) -> Result<(Password, Option<Zeroizing<String>>), Failure> {
        if let Some(password) = self.password {
            return Ok((password.into(), None));
        }
        if self.generate_password {
            let password = secrets::generate_password()?;
            return Ok((password.as_str().into(), Some(password)));
        }
        if self.password_stdin {
            return Ok((secrets::line_or_prompt("Password: ")?.as_str().into(), None));
        }
        if !io::stdin().is_terminal() {
            return Err(Failure::usage(
                "a password is missing",
                "Pass it with --password-stdin, or generate one with --generate-password.",
            ));
        }
        let password = secrets::hidden("Password for the new user: ")?;
        if password != secrets::hidden("Repeat the password: ")? {
            return Err(Failure::usage("the two passwords differ", "Type them again."));
        }
        Ok((password.as_str().into(), None))
    }
}

/// Creates a user and prints a generated password if the user may have been created. It goes to stderr: stdout is
/// data, which scripts store.
async fn create<T: Serialize + Send + 'static>(
    session: &Session<'_>,
    call: Call<T>,
    email: &str,
    generated: Option<Zeroizing<String>>,
    is_new: impl FnOnce(&T) -> bool,
    sentence: impl FnOnce(&T) -> String,
) -> Result<(), Failure> {
    let mut print_password = false;
    let result = session
        .write(call, |value| {
            print_password = is_new(value);
            sentence(value)
        })
        .await;
    print_password |= result.as_ref().is_err_and(|failure| failure.exit_code() == errors::OUTCOME_UNKNOWN);
    if let Some(password) = generated.filter(|_| print_password) {
        let email = style::shown(email);
        say(&format!("Password of {email}, shown only once: {}", password.as_str()));
    }
    result
}

fn date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "expected a date such as 2027-12-31".to_owned())
}
