//! The parts of a benchmark that run in separate processes.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use chat44mp::{Client, ImportOptions, NewContact};
use clap::{Subcommand, ValueEnum};
use futures_util::{StreamExt, TryStreamExt, stream};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::bare::{Answers, Bare};
use crate::contest::OURS;
use crate::server::{self, Address};

#[derive(Subcommand)]
pub(crate) enum Part {
    /// Run the server
    Serve,
    /// Make calls
    Calls {
        client: Contestant,
        call: Call,
        count: usize,
        in_flight: usize,
        /// Number of the run, so that contacts of runs differ
        run: usize,
        address: Address,
    },
    /// Import contacts from a file
    Import { results: PathBuf, file: PathBuf, address: Address },
    /// Read the answers of all subscribers
    Answers { client: Contestant, address: Address },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Contestant {
    #[value(name = OURS)]
    Sdk,
    #[value(name = BARE)]
    Bare,
}

/// The name of the alternative.
pub(crate) const BARE: &str = "reqwest + serde_json";

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Call {
    GetContact,
    CreateContact,
}

/// The same number as in `python/benches/importing.py`.
const IMPORT_IN_FLIGHT: usize = 8;

/// The cost of an import.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ImportCost {
    pub(crate) created: i64,
    pub(crate) cpu_s: f64,
    pub(crate) wall_s: f64,
    pub(crate) peak_rss_kib: u64,
}

/// The cost of reading all answers.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct AnswersCost {
    pub(crate) rows: u64,
    pub(crate) first_row_ms: f64,
    pub(crate) last_row_ms: f64,
    pub(crate) cpu_ms: f64,
    pub(crate) peak_rss_kib: u64,
}

/// Runs a part and prints its cost as JSON.
pub(crate) fn main(part: &Part) -> Result<()> {
    // One thread, like a program that makes sequential calls.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    match part {
        Part::Serve => server::serve(),
        Part::Calls { client, call, count, in_flight, run, address } => {
            let work = Work { call: *call, count: *count, in_flight: *in_flight, run: *run };
            let cpu_us = runtime.block_on(calls(*client, &work, address))?;
            print(json!({ "cpu_us": cpu_us, "peak_mib": peak_rss_kib()? as f64 / 1024.0 }))
        }
        Part::Import { results, file, address } => print(runtime.block_on(import(file, results, address))?),
        Part::Answers { client: Contestant::Sdk, address } => print(runtime.block_on(answers(address))?),
        Part::Answers { client: Contestant::Bare, address } => {
            print(runtime.block_on(bare_answers(address))?)
        }
    }
}

fn print(cost: impl Serialize) -> Result<()> {
    println!("{}", serde_json::to_string(&cost)?);
    Ok(())
}

struct Work {
    call: Call,
    count: usize,
    in_flight: usize,
    run: usize,
}

impl Work {
    /// An e-mail address and a phone number that no other call uses.
    fn person(&self, number: usize) -> (String, String) {
        (format!("person{}x{number}@example.org", self.run), format!("{:05}{number:08}", self.run))
    }
}

/// Returns the CPU time per call, in microseconds.
async fn calls(client: Contestant, work: &Work, address: &Address) -> Result<f64> {
    let (sdk, bare) = (sdk(address, work.in_flight)?, Bare::new(address)?);
    repeat(work, async |number| {
        match (client, work.call) {
            (Contestant::Sdk, Call::GetContact) => drop(sdk.contacts().get(address.contact).await?),
            (Contestant::Bare, Call::GetContact) => drop(bare.get_contact(address.contact).await?),
            (Contestant::Sdk, Call::CreateContact) => {
                let (email, phone) = work.person(number);
                let contact = NewContact {
                    group_id: address.group.into(),
                    email: Some(email),
                    phone_number: Some(phone),
                    first_name: Some("Ada".into()),
                    last_name: None,
                };
                sdk.contacts().create(contact).await?;
            }
            (Contestant::Bare, Call::CreateContact) => {
                let (email, phone) = work.person(number);
                bare.create_contact(address.group, &email, &phone).await?;
            }
        }
        Ok(())
    })
    .await
}

fn sdk(address: &Address, in_flight: usize) -> Result<Client> {
    let client = Client::builder(address.key.as_str()).base_url(&address.base_url);
    Ok(client.max_concurrency(in_flight.max(8)).build()?)
}

async fn repeat(work: &Work, call: impl AsyncFn(usize) -> Result<()>) -> Result<f64> {
    // The first calls open the connections.
    for number in 0..2 {
        call(number).await?;
    }
    let began = cpu_ns();
    let numbers = 2..work.count + 2;
    if work.in_flight == 1 {
        for number in numbers {
            call(number).await?;
        }
    } else {
        stream::iter(numbers)
            .map(|number| call(number))
            .buffer_unordered(work.in_flight)
            .try_collect::<()>()
            .await?;
    }
    Ok((cpu_ns() - began) as f64 / 1e3 / work.count as f64)
}

async fn import(file: &Path, results: &Path, address: &Address) -> Result<ImportCost> {
    let client = sdk(address, IMPORT_IN_FLIGHT)?;
    let (began, cpu) = (Instant::now(), process_cpu_s()?);
    let options = ImportOptions::new(address.group).results(results).concurrency(IMPORT_IN_FLIGHT);
    let report = client.contacts().import_file(file, options).await?;
    Ok(ImportCost {
        created: report.created,
        cpu_s: process_cpu_s()? - cpu,
        wall_s: began.elapsed().as_secs_f64(),
        peak_rss_kib: peak_rss_kib()?,
    })
}

async fn answers(address: &Address) -> Result<AnswersCost> {
    let client = sdk(address, 1)?;
    let began = Instant::now();
    let cpu = cpu_ns();
    let mut rows = client.flows().answers(address.flow);
    let (mut count, mut first_row_ms) = (0, 0.0);
    while let Some(row) = rows.next().await {
        row?;
        count += 1;
        if count == 1 {
            first_row_ms = milliseconds(began);
        }
    }
    Ok(AnswersCost {
        rows: count,
        first_row_ms,
        last_row_ms: milliseconds(began),
        cpu_ms: (cpu_ns() - cpu) as f64 / 1e6,
        peak_rss_kib: peak_rss_kib()?,
    })
}

async fn bare_answers(address: &Address) -> Result<AnswersCost> {
    let client = Bare::new(address)?;
    let began = Instant::now();
    let cpu = cpu_ns();
    let body = client.answers(address.flow).await?;
    let answers: Answers = serde_json::from_slice(&body)?;
    let ended = cpu_ns();
    ensure!(!answers.data.is_empty(), "no rows");
    let first_row_ms = milliseconds(began);
    Ok(AnswersCost {
        rows: answers.data.len() as u64,
        first_row_ms,
        last_row_ms: first_row_ms,
        cpu_ms: (ended - cpu) as f64 / 1e6,
        peak_rss_kib: peak_rss_kib()?,
    })
}

fn milliseconds(began: Instant) -> f64 {
    began.elapsed().as_secs_f64() * 1e3
}

/// The CPU time of this process, which has one thread; 0 if the system does not report it.
fn cpu_ns() -> u64 {
    let text = fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    text.split_whitespace().next().and_then(|word| word.parse().ok()).unwrap_or_default()
}

/// The CPU time of all threads of this process, to a hundredth of a second.
fn process_cpu_s() -> Result<f64> {
    let stat = fs::read_to_string("/proc/self/stat").context("the CPU time is available on Linux only")?;
    // The program's name, in brackets, may contain blanks.
    let (_, fields) = stat.rsplit_once(')').context("no name")?;
    let ticks: u64 =
        fields.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    Ok(ticks as f64 / 100.0)
}

/// The peak memory of this process.
fn peak_rss_kib() -> Result<u64> {
    let status =
        fs::read_to_string("/proc/self/status").context("the peak memory is available on Linux only")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no VmHWM")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}
