//! The examples of the documentation site, as a shell runs them.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::mcp::session::Session;
use crate::stage::Stage;

fn snippets() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/snippets")
}

/// Runs a script in which `chat44mp` is this program, and returns its output.
fn run(stage: &Stage, script: &str) -> String {
    for file in ["people.csv", "company-ca.pem", "cli/seed.yaml", "cli/faults.yaml"] {
        let file = snippets().join(file);
        fs::copy(&file, stage.directory().join(file.file_name().unwrap())).unwrap();
    }
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
fn the_emulator_is_controlled_by_commands_and_over_http() {
    let stage = Stage::new();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let printed = run(&stage, &script("emulator.sh").replace("8044", &port.to_string()));
    for part in ["exit code 8", "\"Spring sale\"", "\"added\":1"] {
        assert!(printed.contains(part), "{part}: {printed}");
    }
    let document = fs::read(stage.directory().join("openapi.json")).unwrap();
    let document: Value = serde_json::from_slice(&document).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"), "{}", document["openapi"]);
}

#[test]
fn the_seed_of_the_example_is_valid() {
    let seed = snippets().join("cli/seed.yaml");
    let seed = chat44mp_emulator::Seed::from_yaml(&fs::read_to_string(seed).unwrap()).unwrap();
    let stage = Stage::with(chat44mp_emulator::Emulator::builder().seed(seed));
    let contact = stage.member("contacts get 900").run().json();
    assert_eq!(contact["first_name"], "Grace");
}

/// Starts the servers of the configurations as an MCP client does.
#[tokio::test]
async fn the_configurations_of_mcp_clients_start_servers() {
    let files = fs::read_dir(snippets().join("cli")).unwrap().map(|entry| entry.unwrap().path());
    let files: Vec<_> = files.filter(|file| file.extension().is_some_and(|it| it == "json")).collect();
    assert!(!files.is_empty());
    for file in files {
        let stage = Stage::new();
        let text = fs::read_to_string(&file).unwrap();
        let text = text.replace("/home/ada/crm", stage.directory().to_str().unwrap());
        let configuration: Value = serde_json::from_str(&text).unwrap();
        let (_, servers) = configuration.as_object().unwrap().iter().next().unwrap();
        for server in servers.as_object().unwrap().values() {
            assert_eq!(server["command"], "chat44mp");
            let arguments: Vec<_> =
                server["args"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
            let session = Session::member(&stage, &arguments.join(" ")).await;
            let allowed = arguments.iter().skip_while(|it| **it != "--allow").nth(1);
            for call in allowed.iter().flat_map(|calls| calls.split(',')) {
                let tool = call.replace('.', "_");
                assert!(session.tools().await.iter().any(|it| it.name == tool), "{tool}: {file:?}");
            }
            let contact = session.ok("contacts_get", serde_json::json!({"contact_id": 233})).await;
            assert_eq!(contact["first_name"], "Ada", "{file:?}");
        }
    }
}
