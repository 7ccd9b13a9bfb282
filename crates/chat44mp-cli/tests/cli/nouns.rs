//! Every command of every resource.

use serde_json::{Value, json};

use crate::stage::Stage;

#[test]
fn users() {
    let stage = Stage::new();
    let user = stage.admin("users get $user").run().json();
    assert_eq!(user["name"], json!(stage.fixture("user_name")));
    for line in
        ["users get --user-id $user", "users get --email $user_email", "users get --email $user_plus_email"]
    {
        let found = stage.admin(line).run().json();
        assert!(found["email"].as_str().unwrap().contains('@'), "{line}: {found}");
    }

    let new = "--name Ada --email ada@example.org --package-id $package --expires-on 2031-12-31";
    let create = format!("users create {new} --mobile 3331112223 --address London --password-stdin");
    let id = stage.admin(&create).stdin("correct horse\n").run().json();
    assert!(id.is_i64(), "{id}");
    let sent = stage.emulator.journal().pop().unwrap().form;
    assert_eq!((sent["mobile"].as_str(), sent["address"].as_str()), ("3331112223", "London"));

    let update =
        format!("users update {id} --name Augusta --expires-on 2032-02-29 --package-id $trial_package");
    assert_eq!(stage.admin(&update).run().json(), Value::Null);
    assert_eq!(stage.admin(&format!("users get {id}")).run().json()["expires_at"], "2032-02-29T00:00:00");

    let provision = format!("users provision {new} --password secret");
    assert_eq!(stage.admin(&provision).run().json()["result"], "existed");
    let provision = provision.replace("ada@", "ada.two@");
    assert_eq!(stage.admin(&provision).run().json()["result"], "created");
}

#[test]
fn packages_and_subscribers() {
    let stage = Stage::new();
    let packages = stage.admin("packages list").run().json();
    assert_eq!(packages.as_array().unwrap().len(), 3);
    for line in ["subscribers get $subscriber", "subscribers get --subscriber-id $subscriber"] {
        let found = stage.member(line).run().json();
        assert_eq!(found["first_name"], json!(stage.fixture("subscriber_first_name")), "{line}");
    }
}

#[test]
fn labels() {
    let stage = Stage::new();
    let listed = stage.member("labels list --page-id $page_with_bot").run().json();
    assert_eq!(listed[0], json!({"id": stage.fixture("label"), "name": stage.fixture("label_name")}));
    let id = stage.member("labels create --page-id $page_with_bot --name Lead").run().json();
    assert!(id.is_string(), "{id}");
    let assign = "labels assign --page-id $page_with_bot --subscriber-id $subscriber";
    assert_eq!(stage.member(&format!("{assign} --label-ids $label")).run().json(), Value::Null);
    let two = format!("{},{}", stage.fixture("label"), stage.fixture("label_2"));
    for labels in [format!("--label-ids {two}"), "--label-id $label --label-id $label_2".to_owned()] {
        stage.member(&format!("{assign} {labels}")).run().ok();
        assert_eq!(stage.emulator.journal().pop().unwrap().form["label_ids"], two, "{labels}");
    }
}

#[test]
fn contact_groups() {
    let stage = Stage::new();
    let group = stage.member("contact-groups get $group").run().json();
    assert_eq!(group["name"], json!(stage.fixture("group_name")));
    let id = stage.member("contact-groups create --name Spring").run().json();
    let update = format!("contact-groups update --group-id {id} --name Summer");
    assert_eq!(stage.member(&update).run().json(), "applied");
    assert_eq!(stage.member(&update).run().json(), "unchanged");
    assert_eq!(stage.member(&format!("contact-groups delete {id}")).run().json(), Value::Null);
    assert_eq!(stage.member(&format!("contact-groups get {id}")).run().code, Some(2));
}

#[test]
fn contacts() {
    let stage = Stage::new();
    let contact = stage.member("contacts get --contact-id $contact").run().json();
    assert_eq!(contact["email"], json!(stage.fixture("contact_email")));
    let create = "contacts create --group-id $group --email ada@example.org --phone-number +393331112223";
    let id = stage.member(&format!("{create} --first-name Ada --last-name King")).run().json();
    assert_eq!(stage.member(&format!("contacts update {id} --last-name Byron")).run().json(), "applied");
    let contact = stage.member(&format!("contacts get {id}")).run().json();
    assert_eq!((&contact["last_name"], &contact["phone_number"]), (&json!("Byron"), &json!("+393331112223")));
    assert_eq!(stage.member(&format!("contacts delete {id}")).run().json(), Value::Null);
}

#[test]
fn flows() {
    let stage = Stage::new();
    let flows = stage.member("flows list").run().json();
    assert_eq!(flows[0], json!({"id": 1, "name": stage.fixture("flow_name")}));
    assert_eq!(stage.member("flows get $flow").run().json()["questions"].as_array().unwrap().len(), 3);
    let one = stage.member("flows subscriber-answers --flow-id $flow --subscriber-id $flow_subscriber").run();
    assert_eq!(one.json()["answers"].as_array().unwrap().len(), 3);
    let all = stage.member("flows answers --flow-id $flow").run().json();
    assert_eq!(all.as_array().unwrap().len(), 3);
    assert_eq!(all[2]["subscriber_id"], json!(stage.fixture("flow_subscriber_text")));
    assert_eq!(stage.member("flows answers $flow_without_answers").run().json(), json!([]));
    let lines = stage.member("flows answers $flow -o jsonl").run().ok();
    assert!(
        lines.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()) && lines.lines().count() == 3
    );
}

#[test]
fn any_operation_by_its_wire_name() {
    let stage = Stage::new();
    let contact = stage.member("call get_contact contact_id=$contact").run().json();
    assert_eq!(contact["email"], json!(stage.fixture("contact_email")));
    let renamed = stage.member("call update_contact_group name=New --kind set --path-id $group").run().json();
    assert_eq!(renamed["status"], "success");
    let created = stage.member("call create_contact_group name=More --kind create").run().json();
    let id = &created["contact_type_id"];
    assert!(id.is_number() || id.is_string(), "{created}");
}
