//! Contact groups and contacts: operations 9 to 16.

use crate::support::*;

#[test]
fn reads_groups() {
    let api = observed();
    let get = |id: &str| api.call("get_contact_group", &[("contact_type_id", id)]);
    assert_eq!(
        get("$group").text,
        r#"{"id":"67","user_id":"39","type":"Customers","created_at":"2020-10-28 13:40:46","deleted":"0"}"#
    );
    assert_eq!(get("$group_without_date").json()["created_at"], "0000-00-00 00:00:00");
    for id in ["", "0", "abc"] {
        assert_eq!(get(id).error(), "The contact type ID is required");
    }
    for id in ["9999", "$other_group", "$admin_group"] {
        assert_eq!(get(id).error(), "The contact type ID does not exist");
    }
    assert_eq!(get("$deleted_group").error(), "Unable to get contact group details");
    let own = api.call_as("$admin_key", "get_contact_group", &[("contact_type_id", "$admin_group")]).unwrap();
    assert_eq!(own.json()["type"], "Staff");
    let foreign = api.call_as("$admin_key", "get_contact_group", &[("contact_type_id", "$group")]).unwrap();
    assert_eq!(foreign.error(), "The contact type ID does not exist", "an admin sees only the admin's own");
}

#[test]
fn creates_groups_without_validation() {
    let api = observed();
    let create = |name: &str| api.call("create_contact_group", &[("name", name)]);
    assert_eq!(create("New").text, r#"{"status":"success","contact_type_id":276}"#);
    assert_eq!(api.state("/groups/276/created_at"), "2026-01-15 09:00:01");
    assert_eq!(create("New").json()["contact_type_id"], 277, "a duplicate name");
    assert!(create("  ").is_success());
    assert_eq!(api.state("/groups/278/type"), "  ");
    assert!(create(&"é".repeat(120)).is_success());
    assert_eq!(api.state("/groups/279/type"), "é".repeat(100));
    for name in ["", "0"] {
        assert_eq!(create(name).error(), "The contact type name is required");
    }
}

#[test]
fn renames_groups_and_reports_info_for_no_change() {
    let api = observed();
    let update = |id: &str, name: &str| api.call("update_contact_group", &[("id", id), ("name", name)]);
    assert_eq!(update("$group", "VIP").text, r#"{"status":"success"}"#);
    assert_eq!(
        update("$group", "VIP").text,
        r#"{"status":"info","message":"Make sure, you changed the contact group name"}"#
    );
    for id in ["", "0", "abc"] {
        assert_eq!(update(id, "x").error(), "Invalid contact type ID provided");
    }
    let in_the_form = api.call("update_contact_group", &[("contact_type_id", "67"), ("name", "x")]);
    assert_eq!(in_the_form.error(), "Invalid contact type ID provided");
    assert_eq!(update("$group", "").error(), "The name field is required");
    for id in ["9999", "$other_group"] {
        assert_eq!(update(id, "x").error(), "You don NOT have permission to update contact group");
    }
    assert!(update("$deleted_group", "risen").is_success());
    assert!(update("67%38", "23%33 is read as 23").is_success());
    assert_eq!(
        api.state("/groups/67/type"),
        "233 is read as 23",
        "the name is decoded again, the path is not"
    );
}

#[test]
fn deletes_groups_by_a_loosely_parsed_id() {
    let api = observed();
    let delete = |id: &str| api.call("delete_contact_group", &[("contact_type_id", id)]);
    assert_eq!(
        delete("68abc").text,
        r#"{"status":"success","message":"The contact type ID (68abc) has been deleted"}"#
    );
    assert_eq!(api.state("/groups/68"), serde_json::Value::Null);
    assert_eq!(api.state("/contacts/236/contact_type_id"), "67,68", "its contacts stay");
    for id in ["", "0"] {
        assert_eq!(delete(id).error(), "The contact_type_id field is required");
    }
    for id in ["68", "9999", "$other_group", "abc"] {
        assert_eq!(delete(id).error(), "The contact type ID does not exist");
    }
    let unechoed = delete("67%FF");
    assert_eq!((unechoed.status, unechoed.text.as_str()), (200, ""));
    assert_eq!(api.state("/groups/67"), serde_json::Value::Null, "deleted nevertheless");
}

#[test]
fn contacts_have_twelve_columns_including_status() {
    let api = observed();
    let get = |id: &str| api.call("get_contact", &[("contact_id", id)]);
    assert_eq!(
        get("$contact").text,
        r#"{"id":"233","user_id":"39","contact_type_id":"67","first_name":"Ada","last_name":"Bruni","phone_number":"3331112200","email":"ada.bruni@example.com","notes":"","unsubscribed":"0","status":"1","sms_email_sequence_campaign_ids":"","deleted":"0"}"#
    );
    let other = get("$contact_2");
    assert_eq!(other.json()["status"], "0");
    assert!(other.text.contains(r#"prefers <e-mail> \/ not phone"#), "{}", other.text);
    assert!(other.text.contains(r#"Zo\u00eb"#) && other.text.contains("O'Hara"));
    let nulls = get("$contact_null_columns").json();
    assert!(nulls["email"].is_null() && nulls["phone_number"].is_null());
    assert_eq!(get("$contact_in_two_groups").json()["contact_type_id"], "67,68");
    assert_eq!(get("$contact_in_two_groups").json()["sms_email_sequence_campaign_ids"], "4,9");
    assert_eq!(get("").error(), "The contact_id field is required");
    for id in ["9999", "$other_contact"] {
        assert_eq!(get(id).error(), "The contact ID does not exist");
    }
    assert_eq!(get("$deleted_contact").error(), "Unable to get contact data");
}

#[test]
fn translates_two_messages() {
    let api = seeded("language: it");
    let get = api.call("get_contact", &[("contact_id", "$deleted_contact")]);
    assert_eq!(get.error(), "impossibile ottenere i dati di contatto");
    let update = api.call("update_contact", &[("id", "$contact"), ("first_name", "Ada")]);
    assert_eq!(
        update.text,
        r#"{"status":"info","message":"assicurati di aver cambiato per aggiornare il contatto"}"#
    );
    let group = api.call("update_contact_group", &[("id", "$group"), ("name", "$group_name")]);
    assert_eq!(group.json()["message"], "Make sure, you changed the contact group name", "fixed English");
}

#[test]
fn trims_new_contacts() {
    let api = observed();
    let response = api.call(
        "create_contact",
        &[
            ("contact_type_id", "67,68"),
            ("email", " new@example.org "),
            ("phone_number", " 334 "),
            ("first_name", " Nuova 😀 "),
            ("notes", "ignored"),
        ],
    );
    assert_eq!(response.text, r#"{"status":"success","new_contact_id":500}"#);
    let row = api.state("/contacts/500");
    assert_eq!(row["contact_type_id"], "67", "only the first of a list");
    assert_eq!(row["email"], "new@example.org");
    assert_eq!(row["phone_number"], "334");
    assert_eq!(row["first_name"], "Nuova ?");
    assert_eq!(row["last_name"], "");
    assert_eq!(row["notes"], "");
    let deleted =
        [("contact_type_id", "$deleted_group"), ("email", "n2@example.org"), ("phone_number", "335")];
    assert!(api.call("create_contact", &deleted).is_success());
}

#[test]
fn validates_a_new_contact_in_order() {
    let api = observed();
    let create = |group: &str, email: &str, phone: &str| {
        api.call("create_contact", &[("contact_type_id", group), ("email", email), ("phone_number", phone)])
    };
    assert_eq!(create("", "", "").error(), "The contact_type_id is required");
    for group in ["9999", "$other_group"] {
        assert_eq!(
            create(group, "", "").error(),
            "You can NOT add the contact to the specified contact group"
        );
    }
    assert_eq!(create("$group", "", "0").error(), "The email or phone_number is required");
    let taken = ["$contact_email", "ADA.bruni@EXAMPLE.com", "$other_contact_email", "$deleted_contact_email"];
    for email in taken {
        let response = create("$group", email, "$contact_phone");
        assert_eq!(response.error(), "Please try with different email address", "{email}");
    }
    for phone in ["$contact_phone", "$other_contact_phone"] {
        assert_eq!(
            create("$group", "new@example.org", phone).error(),
            "Please try with different phone_number"
        );
    }
}

#[test]
fn treats_an_empty_address_as_taken() {
    let api = observed();
    let create = |email: &str, phone: &str| {
        api.call(
            "create_contact",
            &[("contact_type_id", "$group"), ("email", email), ("phone_number", phone)],
        )
    };
    assert!(create("", "3400000001").is_success(), "the first one without an e-mail");
    assert_eq!(create("", "3400000002").error(), "Please try with different email address");
    assert!(create("only@example.org", "").is_success());
    assert_eq!(create("only2@example.org", "").error(), "Please try with different phone_number");

    // Another tenant's counts as well.
    let api = seeded("contacts: [{user_id: 40, contact_type_id: 80, email: '', phone_number: 341}]");
    let response = api.call("create_contact", &[("contact_type_id", "$group"), ("phone_number", "342")]);
    assert_eq!(response.error(), "Please try with different email address");
}

#[test]
fn updates_contacts() {
    let api = observed();
    let update = |params: &[(&str, &str)]| api.call("update_contact", params);
    for id in ["", "0", "abc"] {
        assert_eq!(update(&[("id", id), ("first_name", "x")]).error(), "The contact ID is required");
    }
    for id in ["9999", "$other_contact"] {
        let response = update(&[("id", id), ("first_name", "x")]);
        assert_eq!(response.error(), "You do NOT have permission to update the contact");
    }
    assert_eq!(
        update(&[("id", "$contact"), ("first_name", ""), ("notes", "x")]).error(),
        "You should at least provide value for first name or last name or email or phone number"
    );
    let unchanged = update(&[("id", "$contact"), ("first_name", "Ada")]);
    assert_eq!(
        unchanged.text,
        r#"{"status":"info","message":"Make sure you changed to update the contact"}"#
    );
    assert_eq!(update(&[("id", "$contact"), ("first_name", "Ida")]).text, r#"{"status":"success"}"#);

    // The contact's own address counts as taken and blocks the rest.
    let own = update(&[("id", "$contact"), ("email", "$contact_email"), ("last_name", "New")]);
    assert_eq!(own.error(), "Please try with different email address");
    let own = update(&[("id", "$contact"), ("phone_number", "$contact_phone"), ("last_name", "New")]);
    assert_eq!(own.error(), "Please try with different phone_number");
    assert_eq!(api.state("/contacts/233/last_name"), "Bruni");

    assert!(
        update(&[("id", "$contact"), ("email", "fresh@example.org"), ("phone_number", "350")]).is_success()
    );
    assert_eq!(api.state("/contacts/233/email"), "fresh@example.org");
    assert!(
        update(&[("id", "$contact_2"), ("email", "ada.bruni@example.com")]).is_success(),
        "the old one is free"
    );
    assert!(update(&[("id", "$deleted_contact"), ("first_name", "Still")]).is_success());
    assert!(update(&[("id", "$contact_null_columns"), ("email", "no.more.null@example.org")]).is_success());
}

#[test]
fn deletes_contacts_by_a_loosely_parsed_id() {
    let api = observed();
    let delete = |id: &str| api.call("delete_contact", &[("contact_id", id)]);
    assert_eq!(
        delete("238").text,
        r#"{"status":"success","message":"The contact ID (238) has been deleted"}"#
    );
    assert_eq!(
        delete("237abc").json()["message"],
        "The contact ID (237) has been deleted",
        "soft-deleted ones too"
    );
    for id in ["", "0", "abc"] {
        assert_eq!(delete(id).error(), "The contact_id field is required");
    }
    for id in ["238", "9999", "$other_contact"] {
        assert_eq!(delete(id).error(), "The contact ID does not exist");
    }
    assert!(
        api.call(
            "create_contact",
            &[("contact_type_id", "67"), ("email", "ex.cliente@example.com"), ("phone_number", "3331112205")]
        )
        .is_success()
    );
}

#[test]
fn rewrites_text() {
    let api = observed();
    let create = |name: &str| {
        api.call("create_contact_group", &[("name", name)]).json()["contact_type_id"].to_string()
    };
    for (sent, stored) in [
        ("100%25", "100%"),
        ("20%20x", "20 x"),
        ("a%2Bb", "a+b"),
        ("5% 100%", "50%"),
        ("50% off", "50% off"),
        ("<script>x", "[removed]x"),
        ("alert(1)", "alert&#40;1&#41;"),
        ("1 < 2", "1 &lt; 2"),
        ("party 🎉", "party ?"),
        ("tab\there", "tab here"),
        ("abc%FFdef", "abc?def"),
        ("Zoë & \"漢\" '\\'", "Zoë & \"漢\" '\\'"),
    ] {
        let id = create(sent);
        assert_eq!(api.state(&format!("/groups/{id}/type")), stored, "{sent}");
    }
}
