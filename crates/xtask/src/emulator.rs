//! Runs a program, such as the quickstart of a README, on an emulator.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::workspace;

/// An emulator in a separate process, which is killed on drop.
struct Emulator(Child);

impl Drop for Emulator {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Runs a quickstart twice on one emulator: it creates a contact, then finds that it exists.
pub(crate) fn check_quickstart(program: impl Fn() -> Result<Command>) -> Result<()> {
    check_program(["created contact", "email_taken"], program)
}

/// Runs a program twice on one emulator, and checks what each run prints.
pub(crate) fn check_program(printed: [&str; 2], program: impl Fn() -> Result<Command>) -> Result<()> {
    let mut command = Command::new(workspace::command_line()?);
    command.args(["emulator", "serve", "--output", "jsonl"]).stdout(Stdio::piped());
    let mut emulator = Emulator(command.spawn().context("the emulator did not start")?);
    let stdout = emulator.0.stdout.take().context("the emulator has no output")?;
    let mut line = String::new();
    BufReader::new(stdout).read_line(&mut line)?;
    let address: Value = serde_json::from_str(&line).context("the emulator did not print its address")?;
    let text = |pointer| address.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    for expected in printed {
        let mut program = program()?;
        program.env("CHAT44MP_API_KEY", text("/fixtures/member_key"));
        program.env("CHAT44MP_BASE_URL", text("/base_url")).stderr(Stdio::inherit());
        let output = program.output().context("the program did not start")?;
        let printed = String::from_utf8_lossy(&output.stdout);
        ensure!(output.status.success() && printed.contains(expected), "the program printed {printed:?}");
    }
    Ok(())
}
