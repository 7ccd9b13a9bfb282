//! The README's quickstart equals the example, which runs.

#![allow(clippy::unwrap_used, reason = "these are tests, helpers included")]

use std::process::Command;

use chat44mp_emulator::Emulator;

#[test]
fn the_quickstart_equals_the_example() {
    let readme = include_str!("../../../README.md");
    let (_, program) = include_str!("../examples/quickstart.rs").split_once("\n\n").unwrap();
    assert!(readme.contains(program), "README.md and examples/quickstart.rs differ: make them equal");
}

#[test]
fn the_quickstart_runs() {
    let emulator = Emulator::start().unwrap();
    let tests = std::env::current_exe().unwrap();
    let example = tests.ancestors().nth(2).unwrap().join("examples/quickstart");
    let output = Command::new(example)
        .env("CHAT44MP_API_KEY", emulator.fixtures()["member_key"].as_str().unwrap())
        .env("CHAT44MP_BASE_URL", emulator.base_url())
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(
        printed.starts_with("created contact 500\n") && printed.contains("24994546734902201: 3 answers"),
        "{printed}"
    );
}
