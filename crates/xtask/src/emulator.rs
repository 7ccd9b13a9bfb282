//! A running emulator, for programs that are tested from outside, and the check of the READMEs' first program.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::workspace;

/// An emulator in a process of its own, which ends when dropped.
struct Emulator {
    process: Child,
    address: Address,
}

#[derive(Deserialize)]
struct Address {
    base_url: String,
    fixtures: Fixtures,
}

#[derive(Deserialize)]
struct Fixtures {
    member_key: String,
}

impl Emulator {
    fn start() -> Result<Emulator> {
        let mut command = Command::new(workspace::command_line()?);
        command.args(["emulator", "serve", "--output", "jsonl"]).stdout(Stdio::piped());
        let mut process = command.spawn().context("the emulator did not start")?;
        let stdout = process.stdout.take().context("the emulator has no output")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        let address = serde_json::from_str(&line).context("the emulator did not print its address")?;
        Ok(Emulator { process, address })
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Runs the README's first program twice on one emulator: it creates a contact, and the second time finds it.
pub(crate) fn check_quickstart(program: impl Fn() -> Result<Command>) -> Result<()> {
    let emulator = Emulator::start()?;
    for expected in ["created contact", "email_taken"] {
        let output = program()?
            .env("CHAT44MP_API_KEY", &emulator.address.fixtures.member_key)
            .env("CHAT44MP_BASE_URL", &emulator.address.base_url)
            .stderr(Stdio::inherit())
            .output()
            .context("the quickstart did not start")?;
        let printed = String::from_utf8_lossy(&output.stdout);
        ensure!(output.status.success() && printed.contains(expected), "the quickstart printed {printed:?}");
    }
    Ok(())
}
