//! The first steps: every error names the next command, and no flag that does not exist.

use crate::stage::{Program, Stage};

fn without_server(program: Program) -> Program {
    program.without_env("CHAT44MP_BASE_URL")
}

#[test]
fn a_missing_key_leads_to_the_next_command() {
    let stage = Stage::new();
    let run = without_server(stage.program("contacts get 1 -o table")).run();
    assert_eq!(run.code, Some(1));
    for part in ["no API key is set", "chat44mp config set", "CHAT44MP_API_KEY", "chat44mp demo"] {
        assert!(run.err.contains(part), "{part}: {run:?}");
    }
    assert!(!run.err.contains("--api-key"), "{run:?}");
    let error = without_server(stage.program("contacts get 1")).run().error();
    assert_eq!((&error["code"], &error["field"]), (&"missing_api_key".into(), &"api_key".into()));

    let run = stage.program("config set").run();
    assert!(run.err.contains("none; run the command again"), "{run:?}");
    let run = stage.program("contacts get 1 --profile default").run();
    assert!(run.err.contains("chat44mp config set default"), "{run:?}");
    let run = stage.program("contacts get 1 --api-key-stdin").run();
    assert!(run.err.contains("stdin has no API key"), "{run:?}");
}

#[test]
fn config_set_says_what_was_saved_and_what_to_run_next() {
    let stage = Stage::new();
    let key = stage.fixture("member_key");
    let run =
        stage.program(&format!("config set --base-url {}", stage.emulator.base_url())).stdin(&key).run();
    assert_eq!(run.code, Some(0), "{run:?}");
    let ending = &key[key.len() - 4..];
    for part in
        [stage.config_file().to_str().unwrap(), stage.emulator.base_url(), ending, "chat44mp doctor\n"]
    {
        assert!(run.err.contains(part), "{part}: {run:?}");
    }
    assert!(!run.err.contains(&key));
    without_server(stage.program("doctor")).run().ok();
    without_server(stage.program("contact get $contact")).run().ok();

    let run = stage.program("config set shop").stdin(&key).run();
    assert!(run.err.contains("https://chat.44mppe.com/api (the default"), "{run:?}");
    assert!(run.err.contains("chat44mp doctor --profile shop"), "{run:?}");
}

#[test]
fn unknown_commands_and_options_get_a_tip() {
    let stage = Stage::new();
    for (line, tip) in [
        ("contacts list", "the API has no list of contacts"),
        ("contact ls", "the API has no list of contacts"),
        ("contacts -o json list", "the API has no list of contacts"),
        ("group list", "the API has no list of groups"),
        ("users list", "`users get` finds one by ID or --email"),
        ("users rm", "the API cannot delete users"),
        ("subscribers list", "`flows answers` shows the IDs"),
        ("labels rename", "the API only lists, creates and assigns labels"),
        ("contacts add", "the command is `contacts create`"),
        ("campaigns ls", "the command is `flows list`"),
        ("contacts show 1", "the command is `contacts get`"),
        ("config rm x", "the command is `config remove`"),
        ("login", "`chat44mp config set` saves"),
        ("flows list --api-key=secret", "CHAT44MP_API_KEY"),
        ("contcats get 1", "'contacts'"),
    ] {
        // The verb follows the noun: the stage's own options come last.
        let run = stage.member(line).run();
        assert_eq!(run.code, Some(1), "{line}: {run:?}");
        assert!(run.err.contains(tip) && !run.err.contains("secret"), "{line}: {run:?}");
    }
    for noun in
        ["contact get $contact", "group get $group", "campaign get $flow", "subscriber get $subscriber"]
    {
        stage.member(noun).run().ok();
    }
}
