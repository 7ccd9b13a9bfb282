//! Users and packages: operations 1 to 4.

use crate::support::*;

const NEW: [(&str, &str); 5] = [
    ("name", "Nora Blu"),
    ("email", "nora.blu@example.org"),
    ("password", "canary-password"),
    ("package_id", "$package"),
    ("expired_date", "2030-12-31"),
];

fn new_but(name: &'static str, value: &'static str) -> Vec<(&'static str, &'static str)> {
    NEW.iter().map(|pair| if pair.0 == name { (name, value) } else { *pair }).collect()
}

#[test]
fn a_user_has_twelve_text_columns_in_order() {
    let api = observed();
    let response = api.call("get_user_info", &[("user_id", "$user")]);
    assert_eq!(
        response.text,
        r#"{"status":"success","user_info":{"id":"41","name":"Anna Rossi","email":"anna.rossi@example.org","mobile":"3331234567","address":"Corso Italia 5, Milano","user_type":"Member","status":"1","add_date":"2022-05-06 07:08:09","last_login_at":"2025-12-31 23:59:59","expired_date":"2030-12-31 00:00:00","package_id":"16","last_login_ip":"198.51.100.23"}}"#
    );
    let admin = api.call("get_user_info", &[("user_id", "$admin_user")]).json();
    assert_eq!(admin["user_info"]["user_type"], "Admin");
    assert_eq!(admin["user_info"]["package_id"], "0");
    let other = api.call("get_user_info", &[("user_id", "$other_user")]).json();
    assert_eq!(other["user_info"]["last_login_ip"], "2001:0db8:85a3:0000:0000:");
}

#[test]
fn finds_users_by_id_and_email() {
    let api = observed();
    let found = |params: &[(&str, &str)]| api.call("get_user_info", params);
    assert_eq!(found(&[]).error(), "Provide either user ID or Email to filter");
    assert_eq!(
        found(&[("user_id", "0"), ("email", "")]).error(),
        "Provide either user ID or Email to filter"
    );
    for params in [
        &[("email", "ANNA.Rossi@example.org")][..],
        &[("email", "anna.rossi@example.org ")],
        &[("user_id", "41abc")],
        &[("user_id", "41"), ("email", "anna.rossi@example.org")],
    ] {
        assert_eq!(found(params).json()["user_info"]["id"], "41", "{params:?}");
    }
    for params in [
        &[("email", " anna.rossi@example.org")][..],
        &[("user_id", "9999")],
        &[("user_id", "$deleted_user")],
        &[("email", "$deleted_user_email")],
        &[("user_id", "42"), ("email", "anna.rossi@example.org")],
    ] {
        assert_eq!(found(params).error(), "No Matching User Found", "{params:?}");
    }
    assert_eq!(found(&[("email", "$disabled_user_email")]).json()["user_info"]["status"], "0");
}

#[test]
fn decodes_an_email_twice() {
    let api = observed();
    let found = |email: &str| api.call("get_user_info", &[("email", email)]);
    assert_eq!(found("luca.neri+news@example.org").error(), "No Matching User Found");
    assert_eq!(found("luca.neri%2Bnews@example.org").json()["user_info"]["id"], "42");
    assert_eq!(found("luca.neri%2Bnews%40example.org").json()["user_info"]["id"], "42");
    let crash = found("x%FF@example.org");
    assert_eq!((crash.status, crash.text.as_str()), (500, ""));
}

#[test]
fn creates_a_user_with_an_integer_id() {
    let api = observed();
    let mut params = NEW.to_vec();
    params.extend([
        ("mobile", "333"),
        ("address", "<script>via</script> 😀"),
        ("status", "0"),
        ("user_type", "Admin"),
    ]);
    assert_eq!(api.call("create_system_user", &params).text, r#"{"status":"success","id":100}"#);
    let user = api.call("get_user_info", &[("user_id", "100")]).json()["user_info"].clone();
    assert_eq!(user["address"], "<script>via</script> ?", "text is not filtered here, only stored");
    assert_eq!(user["user_type"], "Member");
    assert_eq!(user["status"], "1");
    assert_eq!(user["add_date"], "2026-01-15 09:00:01");
    assert_eq!(user["expired_date"], "2030-12-31 00:00:00");
    assert_eq!(api.state("/users/100/password"), "***");
}

#[test]
fn validates_a_new_user_loosely() {
    let api = observed();
    let create = |params: &[(&str, &str)]| api.call("create_system_user", params);
    for name in ["name", "email", "package_id", "expired_date"] {
        for value in ["", "0"] {
            assert_eq!(
                create(&new_but(name, value)).error(),
                "All mandatory field is not provided",
                "{name}"
            );
        }
    }
    assert_eq!(create(&new_but("package_id", "9999")).error(), "Package ID not found");
    assert_eq!(create(&new_but("email", "ANNA.ROSSI@example.org")).error(), "Email already exists");
    assert_eq!(create(&new_but("email", "sara.gallo@example.org")).error(), "Email already exists");

    assert!(create(&new_but("password", "")).is_success());
    assert_eq!(api.state("/users/100/password"), "");
    let relaxed = [
        ("email", "no address"),
        ("package_id", "16abc"),
        ("package_id", "$deleted_package"),
        ("expired_date", "31/12/2030"),
    ];
    for (n, (name, value)) in relaxed.into_iter().enumerate() {
        let mut params = new_but(name, value);
        let email = format!("relaxed{n}@example.org");
        if name != "email" {
            params[1].1 = &email;
        }
        assert!(create(&params).is_success(), "{name}={value}");
    }
    assert_eq!(api.state("/users/104/expired_date"), "0000-00-00 00:00:00");
    assert_eq!(api.state("/users/102/package_id"), "16");
}

#[test]
fn an_update_requires_the_id_before_the_key() {
    let api = observed();
    let response = api.post(&format!("{}/update_user", api.emulator.base_url()), "").unwrap();
    assert_eq!(response.error(), "Provide User ID with End Point URL");
    assert_eq!(response.header("content-type"), Some("text/html; charset=UTF-8"));
    let update = |params: &[(&str, &str)]| api.call("update_user", params);
    assert_eq!(update(&[("id", "99%399"), ("name", "x")]).error(), "User not found with the ID: 99%399");
}

#[test]
fn an_update_ignores_empty_values_and_crashes_without_a_field() {
    let api = observed();
    let update = |params: &[(&str, &str)]| api.call("update_user", params);
    assert!(
        update(&[("id", "41abc"), ("name", "Anna Verdi"), ("mobile", ""), ("address", "0")]).is_success()
    );
    assert_eq!(api.state("/users/41/name"), "Anna Verdi");
    assert_eq!(api.state("/users/41/mobile"), "3331234567");
    assert!(update(&[("id", "$user"), ("name", "Anna Verdi")]).is_success(), "also when nothing changes");
    assert!(!api.emulator.journal().last().unwrap().applied);

    for params in [
        &[("id", "41")][..],
        &[("id", "41"), ("name", "")],
        &[("id", "41"), ("email", "a@b"), ("password", "p")],
    ] {
        let crash = update(params);
        assert_eq!(crash.status, 500);
        assert_eq!(crash.header("content-type"), Some("application/json"));
        assert!(crash.text.contains("<h1>A Database Error Occurred</h1>"));
    }
    assert!(
        update(&[("id", "41"), ("status", "0"), ("package_id", "777"), ("expired_date", "never")])
            .is_success()
    );
    assert_eq!(api.state("/users/41/status"), "1", "a status of 0 is no value");
    assert_eq!(api.state("/users/41/package_id"), "777");
    assert_eq!(api.state("/users/41/expired_date"), "0000-00-00 00:00:00");
    assert!(update(&[("id", "41"), ("status", "2")]).is_success());
    assert_eq!(api.state("/users/41/status"), "0");
    assert!(update(&[("id", "$deleted_user"), ("name", "Back")]).is_success());
}

#[test]
fn lists_packages_without_deleted_ones() {
    let api = observed();
    let packages = api.call("get_all_packages", &[("limit", "1"), ("page", "2")]).json();
    let packages = packages["packages"].as_array().unwrap().clone();
    assert_eq!(packages.len(), 3);
    assert_eq!(packages[0]["price"], "Trial");
    assert_eq!(packages[2]["module_ids"], "");
    assert_eq!(
        api.call("get_all_packages", &[]).text.split('{').nth(2).unwrap(),
        r#""id":"1","package_name":"Trial","module_ids":"251,80,79,263,65","price":"Trial","validity":"7","deleted":"0","visible":"0","highlight":"0"},"#
    );
    let empty = Api::new(
        chat44mp_emulator::Emulator::builder()
            .seed(
                chat44mp_emulator::Seed::from_yaml(
                    "users: [{id: 1, name: A, email: a@b, user_type: Admin, api_key: 1-k}]",
                )
                .unwrap(),
            )
            .start()
            .unwrap(),
    );
    assert_eq!(
        empty.call_as("1-k", "get_all_packages", &[]).unwrap().text,
        r#"{"status":"success","packages":[]}"#
    );
}
