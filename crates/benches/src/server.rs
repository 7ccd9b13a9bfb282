//! The emulator in a process of its own.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Stdio};

use anyhow::{Context, Result};
use chat44mp_emulator::{Emulator, Seed};
use serde::{Deserialize, Serialize};

use crate::program::Program;

/// How many subscribers answered to the large campaign, and how many questions: some 100 MB.
pub(crate) const SUBSCRIBERS: u64 = 200_000;
const SEED: &str = "
extends: default
flows:
  - {id: 900, user_id: 39, flow_name: large, synthetic_answers: {subscribers: 200000, questions: 5}}
";

/// Where the server is and what a client needs to know of it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Address {
    pub(crate) base_url: String,
    pub(crate) key: String,
    pub(crate) contact: i64,
    pub(crate) group: i64,
    pub(crate) flow: i64,
}

/// A running server; it ends when dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: Address,
}

impl Server {
    pub(crate) fn start(program: &Program) -> Result<Server> {
        let mut child = program
            .part(&["serve"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("the server did not start")?;
        let mut line = String::new();
        let stdout = child.stdout.take().context("the server has no output")?;
        BufReader::new(stdout).read_line(&mut line)?;
        let address = serde_json::from_str(&line).context("the server did not say where it is")?;
        Ok(Server { child, address })
    }

    /// The address as the parts take it.
    pub(crate) fn to_argument(&self) -> Result<String> {
        Ok(serde_json::to_string(&self.address)?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It ends when its input does.
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// The server's side.
pub(crate) fn serve() -> Result<()> {
    let emulator = Emulator::builder().seed(Seed::from_yaml(SEED)?).start()?;
    let fixtures = emulator.fixtures();
    let id = |name: &str| fixtures[name].as_i64().with_context(|| format!("{name} is no id"));
    let address = Address {
        base_url: emulator.base_url().to_owned(),
        key: fixtures["member_key"].as_str().unwrap_or_default().to_owned(),
        contact: id("contact")?,
        group: id("group")?,
        flow: 900,
    };
    println!("{}", serde_json::to_string(&address)?);
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}
