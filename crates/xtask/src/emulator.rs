//! An emulator in another process, and programs that run on it, such as the quickstart of a README.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::workspace;

/// An emulator in a separate process, which is killed on drop.
pub(crate) struct Emulator {
    process: Child,
    /// Its addresses and fixtures.
    address: Value,
}

impl Emulator {
    /// Builds and starts the emulator of the command line.
    pub(crate) fn start() -> Result<Emulator> {
        let mut command = Command::new(workspace::command_line()?);
        command.args(["emulator", "serve", "--output", "jsonl"]).stdout(Stdio::piped());
        let process = command.spawn().context("the emulator did not start")?;
        let mut emulator = Emulator { process, address: Value::Null };
        let stdout = emulator.process.stdout.take().context("the emulator has no output")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        emulator.address = serde_json::from_str(&line).context("the emulator did not print its address")?;
        Ok(emulator)
    }

    /// A text of its addresses and fixtures.
    fn text(&self, pointer: &str) -> &str {
        self.address.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
    }

    /// Scheme, host and port.
    pub(crate) fn origin(&self) -> &str {
        self.text("/base_url").trim_end_matches("/api")
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Runs a quickstart twice on one emulator: it creates a contact, then finds that it exists.
pub(crate) fn check_quickstart(program: impl Fn() -> Result<Command>) -> Result<()> {
    check_program(["created contact", "email_taken"], program)
}

/// Runs a program twice on one emulator, and checks what each run prints.
pub(crate) fn check_program(printed: [&str; 2], program: impl Fn() -> Result<Command>) -> Result<()> {
    let emulator = Emulator::start()?;
    for expected in printed {
        let mut program = program()?;
        program.env("CHAT44MP_API_KEY", emulator.text("/fixtures/member_key"));
        program.env("CHAT44MP_BASE_URL", emulator.text("/base_url")).stderr(Stdio::inherit());
        let output = program.output().context("the program did not start")?;
        let printed = String::from_utf8_lossy(&output.stdout);
        ensure!(output.status.success() && printed.contains(expected), "the program printed {printed:?}");
    }
    Ok(())
}
