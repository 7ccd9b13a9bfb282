//! The code of the guides in Rust. A test of `crates/conformance` runs it on the emulator.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chat44mp::{
    Client, Contact, Error, ErrorCode, ErrorKind, ImportOptions, ImportRow, MessagePattern, Outcome,
};

/// The program, with the keys of a member and of an admin in the environment.
pub(crate) async fn main() -> Result<(), Error> {
    let client = Client::from_env()?;
    outcomes(&client).await?;
    keys(&client).await?;
    assert_eq!(find_contact(&client, 9999).await?, None);
    let stored = Arc::default();
    import_people(&client, 67, &stored).await?;
    assert_eq!(stored.lock().map(|stored| stored.len()).ok(), Some(2));
    networks().await?;
    logs().await
}

async fn outcomes(client: &Client) -> Result<(), Error> {
    // region outcome
    match client.contact_groups().create("Spring sale").await {
        Ok(group_id) => println!("created group {group_id}"),
        Err(error) if error.outcome() == Some(Outcome::Unknown) => {
            println!("check before you repeat it: {}", error.code()); // the response was lost: the group may exist
        }
        Err(error) if error.retryable() => println!("try again in {:?}", error.retry_after()), // nothing was changed
        Err(error) => println!("{}", error.hint().unwrap_or_default()),
    }
    // endregion

    // region per_call
    let flows = client.flows().list().timeout(Duration::from_secs(300)).max_retries(5).await?;
    // endregion
    assert!(!flows.is_empty());
    Ok(())
}

// region crm_import
/// Imports what the CRM changed since the last run, and writes the contact IDs back.
async fn import_people(
    client: &Client,
    group_id: i64,
    store: &Arc<Mutex<BTreeMap<&'static str, i64>>>,
) -> Result<(), Error> {
    let people = [
        ("A-1", "grace@shop.example", "+393331230001", "Grace"),
        ("A-2", "alan@shop.example", "+393331230002", "Alan"),
    ];
    let rows = people.map(|(_, email, phone, name)| ImportRow {
        email: Some(email.to_owned()),
        phone_number: Some(phone.to_owned()),
        first_name: Some(name.to_owned()),
        ..ImportRow::default()
    });
    let store = Arc::clone(store);
    let options = ImportOptions::new(group_id)
        .results(format!("crm-{group_id}.results.jsonl"))
        .errors("crm.errors.csv")
        .phone_region("IT")
        .on_row(move |row| {
            let person = row.row.checked_sub(1).and_then(|at| people.get(usize::try_from(at).ok()?));
            if let (Some((crm_id, ..)), Some(id), Ok(mut store)) = (person, row.id, store.lock()) {
                store.insert(*crm_id, id.0);
            }
        });
    let report = client.contacts().import_rows(rows, options).await?;
    println!("{} created, {} already existed, {} invalid", report.created, report.exists, report.invalid);
    Ok(())
}
// endregion

async fn keys(client: &Client) -> Result<(), Error> {
    let variable = |name: &str| std::env::var(name).unwrap_or_default();
    // region many_keys
    for (shop, key) in [("north", "CHAT44MP_API_KEY"), ("south", "CHAT44MP_ADMIN_KEY")] {
        let its = client.derive().api_key(variable(key)).build()?; // shares the connections
        println!("{shop}: {} campaigns", its.flows().list().await?.len());
    }
    // endregion

    // region rotate
    client.set_api_key(variable("CHAT44MP_API_KEY"))?; // calls that start later use the new key
    // endregion

    // region messages
    let pattern = MessagePattern {
        text: "Il contatto non esiste".into(),
        code: ErrorCode::CONTACT_NOT_FOUND,
        operation: Some("get_contact".into()),
        kind: None,
    };
    let translated = client.derive().message_pattern(pattern).build()?;
    // endregion
    translated.contacts().get(233).await?;
    Ok(())
}

// region migrate
async fn find_contact(client: &Client, contact_id: i64) -> Result<Option<Contact>, Error> {
    match client.contacts().get(contact_id).await {
        Ok(contact) => Ok(Some(contact)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
// endregion

async fn networks() -> Result<(), Error> {
    let key = std::env::var("CHAT44MP_API_KEY").unwrap_or_default();
    // region proxy
    let behind_proxy =
        Client::builder(key.clone()).proxy("http://user:password@proxy.example.com:3128").build()?;
    let direct = Client::builder(key.clone()).proxy("").build()?; // ignores HTTPS_PROXY
    let private_ca = Client::builder(key).ca_certs("company-ca.pem").build()?;
    // endregion
    for client in [behind_proxy, direct, private_ca] {
        client.close();
    }
    Ok(())
}

async fn logs() -> Result<(), Error> {
    // region logging
    // The client emits events of `tracing` with the target `chat44mp`.
    tracing_subscriber::fmt().with_env_filter("chat44mp=debug").init();
    // endregion
    let client = Client::from_env()?;
    client.contacts().get(233).await?;

    // region structured
    let structured = client.derive().on_event(|event| {
        if let Some(level) = event.level() {
            println!("{level:?} {}", serde_json::to_string(&event.fields()).unwrap_or_default());
        }
    });
    let structured = structured.build()?;
    // endregion
    structured.contacts().get(233).await?;

    // region hooks
    let measured = client.derive().on_event(|event| {
        if let chat44mp::Event::Response { attempt, code, elapsed, .. } = event {
            let code = code.map_or("ok", |code| code.as_str());
            println!("{} {code} {} ms", attempt.operation, elapsed.as_millis());
        }
    });
    let measured = measured.build()?;
    // endregion
    measured.contacts().get(233).await?;
    Ok(())
}
