//! Rows about contacts and flow campaigns.

use serde_json::Value;

use super::is_crash;
use crate::support::*;

const EMAIL_TAKEN: &str = "Please try with different email address";

fn create(api: &Api, email: &str, phone: &str) -> Response {
    api.call("create_contact", &[("contact_type_id", "$group"), ("email", email), ("phone_number", phone)])
}

#[test]
fn e1_phone_numbers_outside_windows_1252_crash_contacts() {
    let api = observed();
    for phone in [
        "\u{202a}+39 333 1\u{202c}",
        "\u{202e}333",
        "\u{2066}333\u{2069}",
        "333\u{200b}4",
        "333\u{2011}4",
        "٣٣٣",
        "３３３",
        "📞333",
    ] {
        assert!(is_crash(&create(&api, "e1@example.org", phone)), "create {phone:?}");
        let update =
            api.call("update_contact", &[("id", "$contact"), ("phone_number", phone), ("first_name", "No")]);
        assert!(is_crash(&update), "update {phone:?}");
    }
    assert_eq!(api.state("/contacts/500"), Value::Null, "nothing is stored");
    assert_eq!(api.state("/contacts/233/first_name"), "Ada");
    assert!(
        create(&api, "e1@example.org", "333\u{2014}4\u{a0}5").is_success(),
        "an em dash and a no-break space"
    );
}

#[test]
fn e1_emoji_in_an_email_address_crash_contacts() {
    let api = observed();
    assert!(is_crash(&create(&api, "e1😀@example.org", "3331")));
    let update = api.call("update_contact", &[("id", "$contact"), ("email", "e1😀@example.org")]);
    assert!(is_crash(&update));
    assert_eq!(api.state("/contacts/500"), Value::Null, "nothing is stored");
    let names =
        [("contact_type_id", "$group"), ("email", "e1@x.org"), ("phone_number", "1"), ("first_name", "😀")];
    assert!(api.call("create_contact", &names).is_success());
    assert_eq!(api.state("/contacts/500/first_name"), "?", "names are not compared");
}

#[test]
fn e1_a_crash_quotes_the_statement_before_php_8_1() {
    let api = seeded("database_errors: page");
    let crash = create(&api, "e1@example.org", "٣٣٣");
    assert_eq!(crash.status, 500);
    assert!(crash.text.contains("Error Number: 1267") && crash.text.contains("٣٣٣"), "{}", crash.text);
}

#[test]
fn e2_contacts_are_unique_without_case_accents_and_trailing_blanks() {
    let api = observed();
    assert!(create(&api, "prov1@example.org", "3331").is_success());
    for email in ["prôv1@example.org", "PROV1@Example.org", "prov1@example.org ", "pröv1@ëxample.org"] {
        assert_eq!(create(&api, email, "3332").error(), EMAIL_TAKEN, "{email}");
    }
    assert!(create(&api, "strasse@example.org", "3333").is_success());
    assert!(create(&api, "straße@example.org", "3334").is_success(), "ß is s, not ss");
}

#[test]
fn e3_soft_deleted_campaigns_still_have_answers() {
    for api in [observed(), documented()] {
        let params = [("flow_campaign_id", "$deleted_flow"), ("subscriber_id", "$flow_subscriber")];
        let one = api.call("get_single_subscriber_flow_info", &params).json();
        assert_eq!((&one["id"], &one["flow_name"]), (&"4".into(), &"given up".into()));
        assert_eq!(one["data"][0]["answer"], "Because");
        let all = api.call("get_all_subscriber_flow_info", &params[..1]).json();
        assert_eq!(all["flow_name"], "given up");
        assert_eq!(all["data"]["24994546734902201"][0]["question"], "Why not?");
        let info = api.call("get_flow_campaign_info", &params[..1]);
        assert_eq!(info.text, r#"{"id":null,"flow_name":null,"questions":[]}"#);
    }
}

#[test]
fn e4_update_contact_trims_before_it_compares() {
    let api = observed();
    let update =
        |params: &[(&str, &str)]| api.call("update_contact", &[&[("id", "$contact")], params].concat());
    assert!(update(&[("first_name", " Bea \t\n")]).is_success());
    assert_eq!(api.state("/contacts/233/first_name"), "Bea");
    assert_eq!(update(&[("first_name", " Bea")]).json()["status"], "info");
    assert!(update(&[("first_name", "  "), ("last_name", "Neri")]).is_success());
    assert_eq!(api.state("/contacts/233/first_name"), "Bea", "blanks only leave it as it is");
    assert_eq!(
        update(&[("first_name", "  ")]).error(),
        "You should at least provide value for first name or last name or email or phone number"
    );
    assert_eq!(update(&[("email", " ada.bruni@example.com ")]).error(), EMAIL_TAKEN, "the contact's own");
    assert!(update(&[("first_name", "\u{a0}Bea")]).is_success(), "a no-break space is no blank");
}

#[test]
fn e5_uniqueness_is_not_atomic() {
    let api = observed();
    let race = chat44mp_emulator::FaultKind::Race { requests: 4, ms: 10_000 };
    api.emulator.add_fault(chat44mp_emulator::Fault::new(race).on(chat44mp::Operation::CREATE_CONTACT));
    let created = std::thread::scope(|scope| {
        let creates = ["3331", "3332", "3333", "3334"].map(|phone| {
            let api = &api;
            scope.spawn(move || create(api, "four@example.org", phone).is_success())
        });
        creates.into_iter().filter_map(|create| create.join().ok()).filter(|created| *created).count()
    });
    assert_eq!(created, 4);
    api.emulator.clear_faults();
    assert_eq!(create(&api, "four@example.org", "3335").error(), EMAIL_TAKEN);
}

#[test]
fn e8_zero_is_a_value_of_a_new_contact() {
    let api = observed();
    let params = [
        ("contact_type_id", "$group"),
        ("email", "zero@example.org"),
        ("phone_number", "0"),
        ("first_name", "0"),
        ("last_name", " 0 "),
    ];
    assert!(api.call("create_contact", &params).is_success());
    for column in ["phone_number", "first_name", "last_name"] {
        assert_eq!(api.state(&format!("/contacts/500/{column}")), "0", "{column}");
    }
    assert!(create(&api, "0", "3331").is_success());
    assert_eq!(api.state("/contacts/501/email"), "0");
    for (email, phone) in [("0", "0"), ("0", ""), ("", "0"), (" ", " 0")] {
        assert_eq!(create(&api, email, phone).error(), "The email or phone_number is required");
    }
    let update = api.call("update_contact", &[("id", "$contact"), ("first_name", "0")]);
    assert!(update.error().starts_with("You should at least provide"), "elsewhere it counts as missing");
}
