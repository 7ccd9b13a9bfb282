//! `emulator serve`

use std::fs;
use std::io::{BufReader, Read};
use std::process::{Child, ChildStdout};

use serde_json::Value;

use crate::stage::{Run, Stage};

/// A served emulator; killed when dropped.
struct Served {
    child: Child,
    running: Value,
    _out: BufReader<ChildStdout>,
}

impl Served {
    fn start(stage: &Stage, options: &str) -> Served {
        let mut child = stage.program(&format!("emulator serve -o jsonl {options}")).spawn();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        std::io::BufRead::read_line(&mut out, &mut line).unwrap();
        let running = serde_json::from_str(&line).unwrap_or_else(|_| {
            let mut err = String::new();
            child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
            panic!("{line}{err}")
        });
        Served { child, running, _out: out }
    }

    fn call(&self, stage: &Stage, line: &str, key: &str) -> Run {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        stage
            .program(line)
            .env("CHAT44MP_BASE_URL", &text(&self.running["base_url"]))
            .env("CHAT44MP_API_KEY", &text(&self.running["fixtures"][key]))
            .run()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn uses_the_seed_and_the_profile() {
    let stage = Stage::new();
    let seed = stage.directory().join("seed.yaml");
    fs::write(&seed, "extends: default\nflows:\n  - {id: 50, user_id: 39, flow_name: Mine}\n").unwrap();
    let served = Served::start(&stage, "--profile documented --seed seed.yaml --php-errors");
    assert!(served.running["control_url"].as_str().unwrap().ends_with("/__emulator"));
    let flows = served.call(&stage, "flows list", "member_key").json();
    assert!(flows.as_array().unwrap().iter().any(|flow| flow["name"] == "Mine"), "{flows}");
    // Two fields less than on a real server.
    let contact = served.call(&stage, "call get_contact contact_id=$contact", "member_key").json();
    assert!(contact.get("status").is_none(), "{contact}");
    assert_eq!(served.call(&stage, "doctor", "admin_key").json()["access"], "admin");
}

#[test]
fn rejects_invalid_options() {
    let stage = Stage::new();
    fs::write(stage.directory().join("seed.yaml"), "flowers: []\n").unwrap();
    for options in ["--seed seed.yaml", "--seed nowhere.yaml", "--profile other", "--port 99999"] {
        let run = stage.program(&format!("emulator serve {options}")).run();
        assert_eq!((run.code, run.out.as_str()), (Some(1), ""), "{options}: {run:?}");
    }
    let port = stage.emulator.base_url().rsplit(':').next().unwrap().trim_end_matches("/api").to_owned();
    let occupied = stage.program(&format!("emulator serve --port {port}")).run();
    assert_eq!(occupied.code, Some(1), "{occupied:?}");
}

#[cfg(unix)]
#[test]
fn ctrl_c_stops_it_gracefully() {
    let stage = Stage::new();
    let mut served = Served::start(&stage, "");
    crate::interrupt::interrupt(&served.child);
    assert_eq!(served.child.wait().unwrap().code(), Some(0));
}
