//! The README's quickstart: `CHAT44MP_API_KEY=… cargo run -p chat44mp --example quickstart`

use chat44mp::{Client, ErrorCode, NewContact};

#[tokio::main]
async fn main() -> Result<(), chat44mp::Error> {
    let client = Client::from_env()?; // CHAT44MP_API_KEY, and CHAT44MP_BASE_URL for your own server

    let group_id = client.contact_groups().create("Spring sale").await?;
    let contact = NewContact {
        group_id,
        email: Some("ada@example.com".into()),
        phone_number: Some("+393331234567".into()),
        first_name: Some("Ada".into()),
        last_name: None,
    };
    match client.contacts().create(contact).await {
        Ok(contact_id) => println!("created contact {contact_id}"),
        Err(error) if *error.code() == ErrorCode::EMAIL_TAKEN => println!("already exists"),
        Err(error) => return Err(error),
    }

    let mut answers = client.flows().answers(1);
    while let Some(row) = answers.next().await {
        let row = row?;
        println!("{}: {} answers", row.subscriber_id, row.answers.len());
    }
    Ok(())
}
