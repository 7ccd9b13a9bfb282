//! The profile file.

use std::fs;

use chat44mp_emulator::FaultKind;
use serde_json::json;

use crate::stage::Stage;

const KEY: &str = "39-aB3xK9z1601194381Qw7Rt2y";

fn save(stage: &Stage, name: &str, options: &str) {
    let set = format!("config set {name} --base-url {} {options}", stage.emulator.base_url());
    stage.program(&set).stdin(&format!("{KEY}\n")).run().ok();
}

#[test]
fn saves_a_private_profile_and_uses_it() {
    let stage = Stage::new();
    save(&stage, "shop", "");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(stage.config_file()).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let run_without_base_url =
        |program: crate::stage::Program| program.without_env("CHAT44MP_BASE_URL").run();
    run_without_base_url(stage.program("flows list --profile shop")).ok();
    run_without_base_url(stage.program("flows list").env("CHAT44MP_PROFILE", "shop")).ok();
    assert_eq!(run_without_base_url(stage.program("flows list")).error()["code"], "missing_api_key");
    save(&stage, "default", "");
    run_without_base_url(stage.program("flows list")).ok();

    // The command line comes before the environment …
    run_without_base_url(stage.program("flows list --profile shop").env("CHAT44MP_API_KEY", "wrong-key"))
        .ok();
    // … and CHAT44MP_API_KEY before the profile, with a warning.
    let both =
        stage.program("flows list").env("CHAT44MP_PROFILE", "shop").env("CHAT44MP_API_KEY", "wrong-key");
    let run = run_without_base_url(both);
    assert_eq!(run.code, Some(3));
    assert!(run.err.contains("not the one of profile shop"), "{run:?}");
}

#[test]
fn shows_profiles_without_keys() {
    let stage = Stage::new();
    save(&stage, "shop", "--proxy http://proxy.example.com:3128 --ca-certs ca.pem");
    let shown = stage.program("config show shop").run();
    assert!(!shown.out.contains(KEY), "{shown:?}");
    let shown = shown.json();
    assert_eq!(shown["api_key"], "ApiKey(…Rt2y)");
    assert_eq!(shown["ca_certs"], json!(fs::canonicalize(stage.directory()).unwrap().join("ca.pem")));
    assert_eq!(stage.program("config list").run().json().as_array().unwrap().len(), 1);
    let table = stage.program("config list -o table").run().ok();
    assert!(table.contains("shop") && !table.contains(KEY), "{table}");
    assert_eq!(stage.program("config path").run().ok(), format!("{}\n", stage.config_file().display()));
    stage.program("config remove shop").run().ok();
    assert_eq!(stage.program("config list").run().json(), json!([]));
    assert_eq!(stage.program("config remove shop").run().code, Some(1));
}

#[test]
fn changing_a_profile_keeps_the_rest() {
    let stage = Stage::new();
    save(&stage, "shop", "");
    stage.program("config set shop --allow-http").stdin("\n").run().ok();
    let text = fs::read_to_string(stage.config_file()).unwrap();
    for part in [KEY, stage.emulator.base_url(), "allow_http = true"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    // A message of a translated server.
    let message = r#"{"text":"Il gruppo {n} manca","code":"group_not_found"}"#;
    for _ in 0..2 {
        stage.program("config set shop").args(["--message-pattern", message]).stdin("\n").run().ok();
    }
    assert_eq!(
        stage.program("config show shop").run().json()["message_patterns"].as_array().unwrap().len(),
        1
    );
    let body = r#"{"status":"error","message":"Il gruppo 276 manca"}"#.to_owned();
    stage.fault(FaultKind::Body { body, status: 200, content_type: "application/json".into() });
    assert_eq!(stage.program("contact-groups get 276 --profile shop").run().code, Some(2));
    stage.emulator.clear_faults();

    let text = fs::read_to_string(stage.config_file()).unwrap();
    let bad = stage.program("config set shop --base-url nonsense").run();
    assert_eq!((bad.code, &bad.error()["field"]), (Some(1), &"base_url".into()));
    assert_eq!(fs::read_to_string(stage.config_file()).unwrap(), text);
}

#[cfg(unix)]
#[test]
fn rejects_a_file_that_others_can_read() {
    use std::os::unix::fs::PermissionsExt;
    let stage = Stage::new();
    save(&stage, "shop", "");
    fs::set_permissions(stage.config_file(), fs::Permissions::from_mode(0o640)).unwrap();
    let run = stage.program("flows list --profile shop").run();
    assert_eq!(run.code, Some(1));
    assert!(run.error()["hint"].as_str().unwrap().contains("chmod 600"), "{run:?}");
}

#[test]
fn errors_about_an_invalid_file_do_not_contain_its_keys() {
    let stage = Stage::new();
    save(&stage, "shop", "");
    for text in [
        format!("[profiles.shop]\napi_key = {KEY}\n"),
        format!("[profiles.shop]\napi_key = \"{KEY}\n"),
        format!("[profiles.shop]\n{KEY} = \"x\"\n"),
        format!("[profiles.shop]\napi_key = [\"{KEY}\"]\n"),
        format!("[profiles.shop]\nallow_http = \"{KEY}\"\n"),
    ] {
        fs::write(stage.config_file(), &text).unwrap();
        let run = stage.program("flows list --profile shop").run();
        assert_eq!(run.code, Some(1), "{text}: {run:?}");
        assert!(run.err.contains("line 2"), "{text}: {run:?}");
        assert!(!run.err.contains(KEY), "{text}: {run:?}");
    }
}

#[test]
fn rejects_empty_variables_by_name() {
    let stage = Stage::new();
    save(&stage, "default", "");
    for (name, code) in [("CHAT44MP_API_KEY", "missing_api_key"), ("CHAT44MP_BASE_URL", "invalid_base_url")] {
        for value in ["", " "] {
            let key = stage.fixture("member_key");
            let run = stage.program("flows list").env("CHAT44MP_API_KEY", &key).env(name, value).run();
            assert_eq!(run.error()["code"], code, "{run:?}");
            assert!(run.err.contains(name), "{run:?}");
        }
    }
    let run = stage.program("flows list").env("CHAT44MP_PROFILE", "").run();
    assert!(run.err.contains("CHAT44MP_PROFILE") && run.code == Some(1), "{run:?}");
    // With the option, the variable is not read.
    let line = format!("flows list --base-url {}", stage.emulator.base_url());
    let key = stage.fixture("member_key");
    stage.program(&line).env("CHAT44MP_BASE_URL", "").env("CHAT44MP_API_KEY", &key).run().ok();
}
