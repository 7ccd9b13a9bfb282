//! The examples of the documentation site, as a shell runs them.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};

use crate::stage::Stage;

fn snippets() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/snippets")
}

/// Runs a script in which `chat44mp` is this program, and returns its output.
fn run(stage: &Stage, script: &str) -> String {
    fs::copy(snippets().join("people.csv"), stage.directory().join("people.csv")).unwrap();
    let program = Path::new(env!("CARGO_BIN_EXE_chat44mp")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let admin_key = stage.fixture("admin_key");
    let shell = stage.member("").env("PATH", &path).env("CHAT44MP_ADMIN_KEY", &admin_key);
    shell.within(script).run().ok()
}

fn script(name: &str) -> String {
    fs::read_to_string(snippets().join("cli").join(name)).unwrap()
}

#[test]
fn the_examples_of_the_calls_run() {
    let stage = Stage::new();
    let printed = run(&stage, &script("calls.sh"));
    for part in ["anna.rossi@example.org", "\"24728562094021881\"", "Ada Maria", "Parrot"] {
        assert!(printed.contains(part), "{part}: {printed}");
    }
    assert!(stage.directory().join("answers.xlsx").exists());
}

#[test]
fn the_quickstart_runs() {
    let stage = Stage::new();
    let printed = run(&stage, &script("quickstart.sh"));
    for part in ["webchat-visitor-7", "\"created\": 2", "staff survey"] {
        assert!(printed.contains(part), "{part}: {printed}");
    }
}

#[test]
fn the_emulator_is_controlled_over_http() {
    let stage = Stage::new();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let printed = run(&stage, &script("emulator.sh").replace("8044", &port.to_string()));
    assert!(printed.contains(r#""added":1"#), "{printed}");
}

#[test]
fn the_seed_of_the_example_is_valid() {
    let seed = snippets().join("cli/seed.yaml");
    let seed = chat44mp_emulator::Seed::from_yaml(&fs::read_to_string(seed).unwrap()).unwrap();
    let stage = Stage::with(chat44mp_emulator::Emulator::builder().seed(seed));
    let contact = stage.member("contacts get 900").run().json();
    assert_eq!(contact["first_name"], "Grace");
}
