//! The emulator in a separate process.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Stdio};
use std::str::FromStr;

use anyhow::{Context, Result};
use chat44mp_emulator::{Emulator, Seed};
use serde::{Deserialize, Serialize};

use crate::program::Program;

/// Number of subscribers with answers in the large campaign, about 100 MB.
pub(crate) const SUBSCRIBERS: u64 = 200_000;
const LARGE_FLOW: i64 = 900;
/// Two numbers of calls or rows, whose counts are compared: their difference excludes the start.
pub(crate) const SHORT: u32 = 50;
pub(crate) const LONG: u32 = 550;

/// The flow with the answers of few subscribers, minus their number.
const SMALL_FLOWS: i64 = 10_000;

fn seed() -> String {
    let large = (LARGE_FLOW, SUBSCRIBERS);
    let small = [SHORT, LONG].map(|count| (SMALL_FLOWS + i64::from(count), u64::from(count)));
    let flows = [large].into_iter().chain(small).map(|(id, subscribers)| {
        let answers = format!("{{subscribers: {subscribers}, questions: 5}}");
        format!("  - {{id: {id}, user_id: 39, flow_name: answers, synthetic_answers: {answers}}}\n")
    });
    format!("extends: default\nflows:\n{}", flows.collect::<String>())
}

/// The address of the server and the values that a client needs.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Address {
    pub(crate) base_url: String,
    pub(crate) key: String,
    pub(crate) contact: i64,
    pub(crate) group: i64,
    pub(crate) flow: i64,
}

impl Address {
    /// The address as an argument of a part.
    pub(crate) fn to_argument(&self) -> Result<String> {
        Ok(serde_json::to_string(self)?)
    }

    /// The address with the campaign of [`SHORT`] or [`LONG`] subscribers.
    pub(crate) fn with_answers_of(&self, subscribers: u32) -> Address {
        Address { flow: SMALL_FLOWS + i64::from(subscribers), ..self.clone() }
    }
}

impl FromStr for Address {
    type Err = serde_json::Error;

    fn from_str(json: &str) -> serde_json::Result<Address> {
        serde_json::from_str(json)
    }
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
        let address = serde_json::from_str(&line).context("the server did not print its address")?;
        Ok(Server { child, address })
    }

    /// The address as an argument of a part.
    pub(crate) fn to_argument(&self) -> Result<String> {
        self.address.to_argument()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The server exits at the end of its stdin.
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// Runs the server.
pub(crate) fn serve() -> Result<()> {
    let emulator = Emulator::builder().seed(Seed::from_yaml(&seed())?).start()?;
    let fixtures = emulator.fixtures();
    let id = |name: &str| fixtures[name].as_i64().with_context(|| format!("{name} is not an ID"));
    let address = Address {
        base_url: emulator.base_url().to_owned(),
        key: fixtures["member_key"].as_str().unwrap_or_default().to_owned(),
        contact: id("contact")?,
        group: id("group")?,
        flow: LARGE_FLOW,
    };
    println!("{}", serde_json::to_string(&address)?);
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}
