//! `chat44mp demo`: a sale from start to finish on the built-in emulator.

use std::io;
use std::path::PathBuf;

use chat44mp::{
    Client, ContactUpdate, Error, ErrorCode, ExportOptions, NewContact, NewUser, Operation, UserUpdate,
};
use chat44mp_emulator::{Emulator, Fault, FaultKind, Position};
use clap::Args;
use jiff::civil::date;
use serde::Serialize;
use serde_json::Value;

use crate::errors::Failure;
use crate::output::style::{DIM, HEADING, shown};
use crate::output::{Printer, failure};

#[derive(Args)]
pub(crate) struct Arguments {
    /// Write the campaign's answers to this file
    #[arg(long, value_name = "PATH", default_value_os_t = std::env::temp_dir().join("chat44mp-demo-answers.csv"))]
    answers_file: PathBuf,
}

/// One step of the demo.
#[derive(Serialize)]
struct Step {
    call: &'static str,
    operation: String,
    result: String,
}

/// The completed steps.
#[derive(Default)]
struct Steps(Vec<Step>);

impl Steps {
    /// Makes a call and records its result.
    async fn run_call<T>(
        &mut self,
        operation: Operation,
        call: impl IntoFuture<Output = Result<T, Error>>,
        result: impl FnOnce(&T) -> String,
    ) -> Result<T, Error> {
        let value = call.await?;
        self.note(operation.info().call, operation.name(), result(&value));
        Ok(value)
    }

    fn note(&mut self, call: &'static str, operation: impl Into<String>, result: impl Into<String>) {
        self.0.push(Step { call, operation: operation.into(), result: result.into() });
    }
}

impl Arguments {
    pub(crate) async fn run(self, printer: &Printer) -> Result<(), Failure> {
        let emulator = Emulator::start()
            .map_err(|error| Failure::usage(format!("the emulator did not start: {error}"), "Try again."))?;
        let fixtures = emulator.fixtures();
        let fixture = |name: &str| fixtures.get(name).and_then(Value::as_str).unwrap_or_default();
        let client = |key: &str| Client::builder(fixture(key)).base_url(emulator.base_url()).build();
        let (admin, member) = (client("admin_key")?, client("member_key")?);

        let mut steps = Steps::default();
        sell(&mut steps, &admin).await?;
        greet(&mut steps, &member, fixture("page_with_bot"), fixture("subscriber")).await?;
        let answers = ask(&mut steps, &member, fixture("flow_subscriber"), &self.answers_file).await?;
        tidy_up(&mut steps, &member).await?;
        let conflict = provoke_conflict(&member, fixture("contact_email")).await?;
        let lost = lose_response(&emulator, &member).await?;

        printer.value(&steps.0)?;
        let lines: String = answers.lines().take(4).map(|line| format!("  {}\n", shown(line))).collect();
        printer.styled_note(&format!(
            "\n{HEADING}The answers, in {}{HEADING:#}\n{lines}\n{HEADING}An error{HEADING:#}\n{}\n\n{HEADING}A lost response{HEADING:#}\n{}\n\n{DIM}All calls were made over HTTP, on an emulator in this process.{DIM:#}",
            shown(&self.answers_file.display().to_string()),
            failure::block(&conflict.into()),
            failure::block(&lost.into()),
        ));
        Ok(())
    }
}

/// Sells a package: creates a user for the buyer.
async fn sell(steps: &mut Steps, admin: &Client) -> Result<(), Error> {
    let packages = steps
        .run_call(Operation::GET_ALL_PACKAGES, admin.packages().list(), |all| {
            format!("{} packages", all.len())
        })
        .await?;
    let Some(package) =
        packages.iter().find(|package| package.price_decimal().is_some_and(|price| !price.is_zero()))
    else {
        return Ok(());
    };
    let email = "grace.hopper@example.com";
    let buyer = |password: &str| NewUser::new("Grace Hopper", email, password, package.id, date(2027, 1, 1));
    steps
        .run_call(Operation::CREATE_SYSTEM_USER, admin.users().create(buyer("correct horse battery")), |id| {
            format!("user {id}, package {:?} at {}", package.name, package.price)
        })
        .await?;
    // A shop can deliver its webhook twice.
    let again = admin.users().provision(buyer("another password")).await?;
    let result = format!("{:?}: no duplicate", again.result);
    steps.note("users.provision", Operation::GET_USER_INFO.name(), result);
    let extension = UserUpdate { expires_on: Some(date(2028, 1, 1)), ..UserUpdate::default() };
    steps
        .run_call(Operation::UPDATE_USER, admin.users().update(again.user.id, extension), |()| {
            "extended by one year".to_owned()
        })
        .await?;
    steps
        .run_call(Operation::GET_USER_INFO, admin.users().get(email), |user| {
            let until = user.expires_at.map_or_else(String::new, |until| until.date().to_string());
            format!("{}, {}, until {until}", user.name, user.user_type)
        })
        .await?;
    Ok(())
}

/// Sets up the buyer's customers: a group with contacts, and a label on a subscriber.
async fn greet(steps: &mut Steps, member: &Client, page: &str, subscriber: &str) -> Result<(), Error> {
    let groups = member.contact_groups();
    let group_id = steps
        .run_call(Operation::CREATE_CONTACT_GROUP, groups.create("Spring"), |id| format!("group {id}"))
        .await?;
    steps
        .run_call(Operation::UPDATE_CONTACT_GROUP, groups.update(group_id, "Spring sale"), |change| {
            format!("{change:?}")
        })
        .await?;
    steps
        .run_call(Operation::GET_CONTACT_GROUP, groups.get(group_id), |group| format!("“{}”", group.name))
        .await?;

    let contact = NewContact {
        group_id,
        email: Some("ada@example.com".to_owned()),
        phone_number: Some("+39 333 123 4567".to_owned()),
        first_name: Some("Ada".to_owned()),
        last_name: None,
    };
    let contacts = member.contacts();
    let contact_id = steps
        .run_call(Operation::CREATE_CONTACT, contacts.create(contact), |id| format!("contact {id}"))
        .await?;
    let name = ContactUpdate { last_name: Some("Lovelace".to_owned()), ..ContactUpdate::default() };
    steps
        .run_call(Operation::UPDATE_CONTACT, contacts.update(contact_id, name), |change| {
            format!("{change:?}")
        })
        .await?;
    steps
        .run_call(Operation::GET_CONTACT, contacts.get(contact_id), |contact| {
            format!("{} {}", contact.first_name, contact.last_name)
        })
        .await?;

    let labels = member.labels();
    steps
        .run_call(Operation::GET_ALL_LABELS, labels.list(page), |all| format!("{} labels", all.len()))
        .await?;
    let label = steps
        .run_call(Operation::CREATE_LABEL, labels.create(page, "Bought"), |id| format!("label {id}"))
        .await?;
    steps
        .run_call(Operation::SUBSCRIBER_INFORMATION, member.subscribers().get(subscriber), |found| {
            format!("{} {}", found.first_name, found.last_name)
        })
        .await?;
    steps
        .run_call(Operation::ASSIGN_LABEL, labels.assign(page, subscriber, [label]), |()| {
            "assigned, confirmed by Facebook".to_owned()
        })
        .await?;
    Ok(())
}

/// Reads a campaign and exports its answers to a CSV file; returns the file's text.
async fn ask(
    steps: &mut Steps,
    member: &Client,
    subscriber: &str,
    path: &PathBuf,
) -> Result<String, Failure> {
    let flows = member.flows();
    let campaigns = steps
        .run_call(Operation::GET_FLOW_CAMPAIGNS, flows.list(), |all| format!("{} campaigns", all.len()))
        .await?;
    let Some(flow_id) = campaigns.first().map(|campaign| campaign.id) else { return Ok(String::new()) };
    steps
        .run_call(Operation::GET_FLOW_CAMPAIGN_INFO, flows.get(flow_id), |flow| {
            format!("“{}”, {} questions", flow.name, flow.questions.len())
        })
        .await?;
    steps
        .run_call(
            Operation::GET_SINGLE_SUBSCRIBER_FLOW_INFO,
            flows.subscriber_answers(flow_id, subscriber),
            |flow| {
                flow.answers.first().map_or_else(String::new, |first| {
                    format!("“{}”, first of {}", first.answer, flow.answers.len())
                })
            },
        )
        .await?;

    let report = flows.export(flow_id, path, ExportOptions::new()).await?;
    let all = Operation::GET_ALL_SUBSCRIBER_FLOW_INFO;
    steps.note(all.info().call, all.name(), format!("{} subscribers, to CSV", report.subscribers));
    let failed = |error: io::Error| Failure::io(format_args!("read {}", path.display()), &error);
    std::fs::read_to_string(path).map_err(failed)
}

async fn tidy_up(steps: &mut Steps, member: &Client) -> Result<(), Error> {
    let group_id = member.contact_groups().create("To be deleted").await?;
    let email = Some("temporary@example.com".to_owned());
    let phone_number = Some("+39 333 000 0000".to_owned());
    let contact = NewContact { group_id, email, phone_number, ..NewContact::default() };
    let contact_id = member.contacts().create(contact).await?;
    steps
        .run_call(Operation::DELETE_CONTACT, member.contacts().delete(contact_id), |()| {
            format!("contact {contact_id} deleted")
        })
        .await?;
    steps
        .run_call(Operation::DELETE_CONTACT_GROUP, member.contact_groups().delete(group_id), |()| {
            format!("group {group_id} deleted")
        })
        .await?;
    Ok(())
}

/// Creates a contact whose e-mail address already exists.
async fn provoke_conflict(member: &Client, email: &str) -> Result<Error, Failure> {
    let group_id = member.contact_groups().create("Conflict").await?;
    let email = Some(email.to_owned());
    let phone_number = Some("+39 333 999 9999".to_owned());
    let contact = NewContact { group_id, email, phone_number, ..NewContact::default() };
    expected(member.contacts().create(contact).await, &ErrorCode::EMAIL_TAKEN)
}

/// Writes and loses the response. The write is not retried, because it may have happened.
async fn lose_response(emulator: &Emulator, member: &Client) -> Result<Error, Failure> {
    emulator.add_fault(Fault::new(FaultKind::Reset).on(Operation::CREATE_CONTACT_GROUP).at(Position::After));
    expected(member.contact_groups().create("Summer sale").await, &ErrorCode::SEND_FAILED)
}

fn expected<T>(result: Result<T, Error>, code: &ErrorCode) -> Result<Error, Failure> {
    match result {
        Err(error) if error.code() == code => Ok(error),
        Err(error) => Err(error.into()),
        Ok(_) => Err(incomplete(format!("a call succeeded that should have failed with {code}"))),
    }
}

fn incomplete(message: String) -> Failure {
    Failure::usage(message, "This is a bug in the demo: please report it.")
}
