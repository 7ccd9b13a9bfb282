//! The examples of the calls in Rust. A test of `crates/conformance` runs them from top to bottom on the emulator.

use chat44mp::{
    Client, ContactUpdate, ErrorKind, ExportFormat, ExportOptions, ImportOptions, ImportRow, NewContact,
    NewUser, OperationKind, ProvisionResult, RowLayout, UserFilter, UserUpdate,
};
use jiff::civil::date;

/// Creates both clients as a program does, and runs the examples.
pub(crate) async fn main() -> Result<(), chat44mp::Error> {
    // region client
    let client = Client::from_env()?; // CHAT44MP_API_KEY, and CHAT44MP_BASE_URL for your own server
    // endregion

    // region admin
    let admin_key = std::env::var("CHAT44MP_ADMIN_KEY").unwrap_or_default();
    let admin = client.derive().api_key(admin_key).build()?; // shares the connections
    // endregion

    users(&admin).await?;
    labels(&client).await?;
    contacts(&client).await?;
    imports(&client).await?;
    flows(&client).await
}

async fn users(admin: &Client) -> Result<(), chat44mp::Error> {
    // region users.get
    let user = admin.users().get("anna.rossi@example.org").await?; // or an ID: get(41)
    println!("{} {} {} {:?}", user.id, user.name, user.active, user.expires_at);
    // endregion
    assert_eq!(admin.users().get(UserFilter::from(41)).await?, user);

    // region users.create
    let password = "correct horse battery";
    let user = NewUser::new("Ada Bruni", "ada@shop.example", password, 16, date(2030, 12, 31));
    let user_id = admin.users().create(user).await?;
    println!("created user {user_id}");
    // endregion

    // region users.update
    let update = UserUpdate {
        package_id: Some(16.into()),
        expires_on: Some(date(2031, 12, 31)),
        ..UserUpdate::default()
    };
    admin.users().update(41, update).await?;
    // endregion

    // region users.provision
    let password = "correct horse battery";
    let user = NewUser::new("Grace Hopper", "grace@shop.example", password, 16, date(2030, 12, 31));
    let provisioned = admin.users().provision(user).await?;
    if provisioned.result == ProvisionResult::Created {
        println!("created user {}", provisioned.user.id);
    }
    // endregion
    assert_eq!((user_id.0, provisioned.user.id.0), (100, 101));

    // region packages.list
    for package in admin.packages().list().await? {
        println!("{} {} {}", package.id, package.name, package.price);
    }
    // endregion
    Ok(())
}

async fn labels(client: &Client) -> Result<(), chat44mp::Error> {
    // region subscribers.get
    let subscriber = client.subscribers().get("24994546734902201").await?;
    println!("{} {:?} {:?}", subscriber.full_name, subscriber.page_name, subscriber.subscribed_at);
    // endregion

    // region labels.list
    for label in client.labels().list("10215000000000101").await? {
        println!("{:?} {}", label.id, label.name);
    }
    // endregion

    // region labels.create
    let label_id = client.labels().create("10215000000000101", "Spring sale").await?;
    println!("created label {label_id}"); // keep it: labels.list does not return it
    // endregion

    // region labels.assign
    client.labels().assign("10215000000000101", "24994546734902201", [&label_id]).await?;
    // endregion
    Ok(())
}

async fn contacts(client: &Client) -> Result<(), chat44mp::Error> {
    // region contact_groups.get
    let group = client.contact_groups().get(67).await?;
    println!("{} {:?}", group.name, group.created_at);
    // endregion
    assert_eq!(group.name, "Customers");

    // region contact_groups.create
    let group_id = client.contact_groups().create("Spring sale").await?;
    println!("created group {group_id}");
    // endregion
    assert_eq!(group_id.0, 276);

    // region contact_groups.update
    let change = client.contact_groups().update(67, "Regular customers").await?;
    println!("{change:?}"); // Applied, or Unchanged if the group has this name
    // endregion

    // region contact_groups.delete
    client.contact_groups().delete(68).await?; // its contacts remain
    // endregion

    // region contacts.get
    let contact = client.contacts().get(233).await?;
    println!("{} {:?} {:?}", contact.first_name, contact.email, contact.group_ids);
    // endregion
    assert_eq!(contact.first_name, "Ada");

    // region contacts.create
    let contact = NewContact {
        group_id: 67.into(),
        email: Some("ada@example.com".into()),
        phone_number: Some("+393331234567".into()),
        first_name: Some("Ada".into()),
        last_name: None,
    };
    match client.contacts().create(contact).await {
        Ok(contact_id) => println!("created contact {contact_id}"),
        Err(error) if error.kind() == ErrorKind::Conflict => println!("already exists: {}", error.code()),
        Err(error) => return Err(error),
    }
    // endregion

    // region contacts.update
    let update = ContactUpdate { first_name: Some("Ada Maria".into()), ..ContactUpdate::default() };
    let change = client.contacts().update(233, update).await?; // only fields that change
    println!("{change:?}"); // Applied or Unchanged
    // endregion

    // region contacts.delete
    client.contacts().delete(234).await?;
    // endregion
    Ok(())
}

async fn imports(client: &Client) -> Result<(), chat44mp::Error> {
    // region contacts.import_file
    let options = ImportOptions::new(67).results("people.results.jsonl").errors("people.errors.csv");
    let report = client.contacts().import_file("people.csv", options).await?;
    println!("{} created, {} already existed, {} invalid", report.created, report.exists, report.invalid);
    // endregion
    assert_eq!(report.created, 2);

    // region contacts.import_rows
    let rows = (0..100).map(|n| ImportRow {
        email: Some(format!("buyer{n}@example.com")),
        phone_number: Some(format!("+39333{n:07}")),
        ..ImportRow::default()
    });
    let options = ImportOptions::new(67).results("buyers.results.jsonl");
    let report = client.contacts().import_rows(rows, options).await?;
    for reason in &report.reasons {
        println!("{} rows: {} {:?}", reason.rows, reason.message, reason.first_rows);
    }
    // endregion
    assert_eq!(report.created, 100);
    Ok(())
}

async fn flows(client: &Client) -> Result<(), chat44mp::Error> {
    // region flows.list
    for flow in client.flows().list().await? {
        println!("{} {}", flow.id, flow.name);
    }
    // endregion

    // region flows.get
    let flow = client.flows().get(1).await?;
    println!("{} {:?}", flow.name, flow.questions);
    // endregion
    assert_eq!(flow.questions.len(), 3);

    // region flows.subscriber_answers
    let flow = client.flows().subscriber_answers(1, "24994546734902201").await?;
    for answer in &flow.answers {
        println!("{:?} {}", answer.question, answer.answer);
    }
    // endregion
    assert_eq!(flow.answers.len(), 3);

    // region flows.answers
    let mut answers = client.flows().answers(1);
    while let Some(row) = answers.next().await {
        let row = row?;
        println!("{}: {} answers", row.subscriber_id, row.answers.len());
    }
    // endregion

    // region flows.rows
    let mut rows = client.flows().rows(1, RowLayout::Wide);
    println!("{:?}", rows.columns().await?);
    while let Some(row) = rows.next().await {
        println!("{:?}", row?);
    }
    // endregion

    // region flows.export
    let options = ExportOptions::new().format(ExportFormat::WideExcel);
    let report = client.flows().export(1, "answers.xlsx", options).await?;
    println!("{} answers of {} subscribers", report.answers, report.subscribers);
    // endregion
    assert_eq!(report.answers, 6);

    // region call
    let params = [("contact_id", "233")];
    let contact = client.call("get_contact", params, OperationKind::Read, None).await?;
    println!("{}", contact["first_name"]);
    // endregion
    assert_eq!(contact["first_name"], "Ada Maria");
    Ok(())
}
