//! Keys and passwords are read from stdin, environment or profile and never printed.

use chat44mp::Operation;
use chat44mp_emulator::{Fault, FaultKind, StatusBody};

use crate::stage::{Run, Stage};

const KEY: &str = "39-aB3xK9z1601194381Qw7Rt2y";
const PASSWORD: &str = "Canary-Passw0rd!";

#[track_caller]
fn assert_clean(run: &Run, what: &str) {
    for secret in [KEY, "1-k3Vb9Qz1577959200Hs7LpWx", PASSWORD] {
        for text in [&run.out, &run.err] {
            let text = text.to_lowercase();
            let parts = secret.as_bytes().windows(6).map(|part| String::from_utf8_lossy(part).to_lowercase());
            for part in parts {
                assert!(!text.contains(&part), "{what}, {part}: {run:?}");
            }
        }
    }
}

#[test]
fn prints_no_key() {
    let lines = [
        "flows list",
        "contacts get $contact --raw --keep-body",
        "contacts get $unknown_contact",
        "contacts get -5",
        "contact-groups create --name x",
        "flows answers $flow",
        "flows export $flow --layout wide",
        "doctor",
        "call nonsense",
        "call get_contact api_key=39-aB3xK9z1601194381Qw7Rt2y",
        "flows list --base-url https://example.com/api?api_key=39-aB3xK9z1601194381Qw7Rt2y",
    ];
    let echo = format!(r#"{{"status":"error","message":"SELECT * FROM users WHERE api_key='{KEY}'"}}"#);
    // The message is truncated within the key.
    let cut = format!(r#"{{"status":"error","message":"{} {KEY}"}}"#, ".".repeat(485));
    let faults = [
        None,
        Some(FaultKind::Reset),
        Some(FaultKind::Html),
        Some(FaultKind::Status { status: 500, body: StatusBody::Html }),
        Some(FaultKind::Body { body: echo, status: 200, content_type: "application/json".into() }),
        Some(FaultKind::Body { body: cut, status: 200, content_type: "application/json".into() }),
        Some(FaultKind::Redirect { status: 301, location: format!("https://example.com/?api_key={KEY}") }),
    ];
    let stage = Stage::new();
    for fault in faults {
        stage.emulator.clear_faults();
        if let Some(fault) = &fault {
            stage.fault(fault.clone());
        }
        for line in lines {
            for options in ["-o table -vv", "-o json"] {
                let line = format!("{line} {options}");
                // The most detailed log level of every library.
                let run = stage.member(&line).env("CHAT44MP_LOG", "trace,chat44mp=trace").run();
                assert_clean(&run, &format!("{line}, {fault:?}"));
            }
        }
    }
}

#[test]
fn prints_no_password() {
    let stage = Stage::new();
    let new =
        "--name Ada --email ada@example.org --package-id $package --expires-on 2031-12-31 --password-stdin";
    let page = format!(r#"{{"status":"error","message":"INSERT INTO users ... '{PASSWORD}'"}}"#);
    for verb in ["create", "provision"] {
        for broken in [false, true] {
            stage.emulator.reset();
            if broken {
                let content_type = "application/json".into();
                let page = FaultKind::Body { body: page.clone(), status: 200, content_type };
                stage.emulator.add_fault(Fault::new(page).on(Operation::CREATE_SYSTEM_USER));
            }
            let run = stage.admin(&format!("users {verb} {new} -vv")).stdin(PASSWORD).run();
            assert_eq!(run.code == Some(0), !broken, "{run:?}");
            assert_clean(&run, verb);
        }
    }
}

#[test]
fn reads_key_and_password_from_stdin() {
    let stage = Stage::new();
    let list = stage.program("flows list --api-key-stdin").stdin(&format!("{KEY}\r\n")).run();
    assert_eq!(list.json().as_array().unwrap().len(), 5);
    // Stdin takes precedence over the environment.
    let wins = stage.member("flows list --api-key-stdin").stdin("wrong-key\n").run();
    assert_eq!(wins.code, Some(3));

    let new = "--name Ada --email ada@example.org --package-id $package --expires-on 2031-12-31";
    let both = stage.program(&format!("users create {new} --api-key-stdin --password-stdin"));
    both.stdin(&format!("{}\n{PASSWORD}\n", stage.fixture("admin_key"))).run().ok();
    assert!(stage.emulator.journal().pop().unwrap().form.contains_key("password"));

    let empty = stage.admin(&format!("users create {new} --password-stdin")).stdin("\n").run();
    assert_eq!((empty.code, &empty.error()["field"]), (Some(9), &"password".into()));
    let none = stage.admin(&format!("users create {new}")).run();
    assert_eq!(none.code, Some(1));
    assert!(none.error()["hint"].as_str().unwrap().contains("--password-stdin"), "{none:?}");
    let two = stage.admin(&format!("users create {new} --password-stdin --generate-password")).run();
    assert_eq!(two.code, Some(1));
}

#[test]
fn prints_a_generated_password_only_if_the_user_may_exist() {
    let stage = Stage::new();
    let shown = |line: &str| {
        let run = stage
            .admin(&format!("users {line} --package-id $package --expires-on 2031-12-31 --generate-password"))
            .run();
        let password = run.err.lines().find_map(|line| line.split_once("shown only once: "));
        (run.code, password.map(|(_, password)| password.to_owned()), run.out)
    };
    let (code, password, out) = shown("create --name Ada --email ada@example.org");
    let password = password.unwrap();
    assert_eq!((code, password.len()), (Some(0), 24));
    assert!(!out.contains(&password));
    // The user already existed: this password is not in use.
    assert_eq!(shown("provision --name Ada --email ada@example.org").1, None);
    assert_eq!(shown("create --name Ada --email ada@example.org").1, None);
    // The user may have been created with this password.
    stage.emulator.clear_journal();
    stage.fault(FaultKind::Reset);
    let (code, password, _) = shown("create --name Bea --email bea@example.org");
    assert_eq!((code, password.map(|password| password.len())), (Some(8), Some(24)));
}
