//! One import with its server, faults and kills.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use chat44mp::Operation;
use chat44mp_emulator::{Emulator, Fault, FaultKind, JournalEntry, Position, Profile};
use serde_json::Value;

use super::audit;
use super::counts::Counts;
use super::people::{CONCURRENCY, ROWS, people};

/// Maximum duration of a run.
const TIMEOUT: Duration = Duration::from_secs(60);

/// Maximum number of runs until all rows have a final state.
const MAX_RUNS: u64 = 20;

/// When a run is killed.
#[derive(Debug, Clone, Copy)]
enum Kill {
    /// While the n-th request waits for its response.
    InFlight(u64),
    /// When the results file has reached this size in bytes.
    Writing(u64),
    /// By the kernel, during the write that exceeds this number of blocks, which leaves an incomplete line.
    Torn(u64),
    /// When this number of requests has arrived.
    Anywhere(usize),
}

struct Stage<'a> {
    program: &'a Path,
    emulator: Emulator,
    directory: tempfile::TempDir,
}

/// Imports, kills, resumes and audits, at random from `seed`.
pub(super) fn run(program: &Path, seed: u64) -> Result<Counts> {
    let mut random = fastrand::Rng::with_seed(seed);
    let profile = if seed.is_multiple_of(2) { Profile::Observed } else { Profile::Documented };
    let emulator = Emulator::builder().profile(profile).start()?;
    let stage = Stage { program, emulator, directory: tempfile::tempdir()? };
    fs::write(stage.file(), people())?;

    let first = match seed % 3 {
        0 => Kill::InFlight(random.u64(1..=ROWS * 3 / 4)),
        1 => Kill::Writing(random.u64(300..16_000)),
        _ => Kill::Anywhere(random.usize(1..=ROWS as usize * 3 / 4)),
    };
    if let Kill::InFlight(nth) = first {
        let at = if random.bool() { Position::Before } else { Position::After };
        stage.emulator.add_fault(Fault::new(FaultKind::Hang).on(Operation::CREATE_CONTACT).nth(nth).at(at));
    }
    add_faults(&stage.emulator, seed);

    let mut kills = 0;
    ensure!(stage.killed(first)?, "seed {seed}: the run finished before it could be killed: {first:?}");
    kills += 1;
    let size = fs::metadata(stage.results())?.len();
    let second = match random.u8(0..3) {
        0 => Some(Kill::Torn(size / 512 + random.u64(1..12))),
        1 => Some(Kill::Anywhere(stage.emulator.journal().len() + random.usize(1..20))),
        _ => None,
    };
    // It may finish before it is killed.
    if let Some(second) = second {
        kills += u64::from(stage.killed(second)?);
    }
    for _ in 0..MAX_RUNS {
        if stage.finished()? {
            let rows = audit::rows(&stage.results(), &stage.emulator)?;
            return Ok(Counts { imports: 1, kills, rows: ROWS, ..rows });
        }
    }
    bail!("the import does not finish");
}

/// Adds faults. Few responses are lost, because unknown rows should result from the kills.
fn add_faults(emulator: &Emulator, seed: u64) {
    let limit = FaultKind::RateLimit { retry_after: None, retry_after_ms: Some("5".to_owned()) };
    for (share, at, kind) in [
        (0.003, Position::Before, FaultKind::Reset),
        (0.003, Position::After, FaultKind::Truncate { bytes: 10 }),
        (0.002, Position::After, FaultKind::Status { status: 502, body: Default::default() }),
        (0.02, Position::Before, limit),
        (0.05, Position::Before, FaultKind::PhpWarning),
        (0.2, Position::Before, FaultKind::Latency { ms: 3 }),
    ] {
        let fault = Fault::new(kind).on(Operation::CREATE_CONTACT).at(at).probability(share, seed);
        emulator.add_fault(fault);
    }
}

impl Stage<'_> {
    fn file(&self) -> PathBuf {
        self.directory.path().join("people.csv")
    }

    fn results(&self) -> PathBuf {
        self.directory.path().join("results.jsonl")
    }

    /// Starts the command line, optionally with a limit on file sizes, in blocks of 512 bytes.
    fn start(&self, blocks: Option<u64>) -> Result<Child> {
        let fixtures = self.emulator.fixtures();
        let mut command = match blocks {
            None => Command::new(self.program),
            Some(blocks) => {
                let mut shell = Command::new("sh");
                shell.args(["-c", &format!("ulimit -c 0; ulimit -f {blocks}; exec \"$0\" \"$@\"")]);
                shell.arg(self.program);
                shell
            }
        };
        command
            .args(["contacts", "import"])
            .arg(self.file())
            .args(["--group-id", &fixtures["group"].to_string(), "--concurrency", &CONCURRENCY.to_string()])
            .arg("--results")
            .arg(self.results())
            .args(["--output", "json", "--backoff", "1ms"])
            .env("CHAT44MP_API_KEY", fixtures["member_key"].as_str().unwrap_or_default())
            .env("CHAT44MP_BASE_URL", self.emulator.base_url())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .context("the command line could not be started")
    }

    /// Starts a run and kills it; returns false if it finished before.
    fn killed(&self, kill: Kill) -> Result<bool> {
        let blocks = if let Kill::Torn(blocks) = kill { Some(blocks) } else { None };
        let mut child = self.start(blocks)?;
        let due = |journal: &[JournalEntry]| match kill {
            Kill::InFlight(_) => journal.iter().any(|entry| entry.fault == Some("hang")),
            Kill::Anywhere(requests) => journal.len() >= requests,
            Kill::Writing(bytes) => {
                !journal.is_empty() && fs::metadata(self.results()).is_ok_and(|file| file.len() >= bytes)
            }
            Kill::Torn(_) => false,
        };
        let deadline = Instant::now() + TIMEOUT;
        // Polled often, because lines are microseconds apart.
        let pause = if matches!(kill, Kill::Writing(_)) { 20 } else { 200 };
        while child.try_wait()?.is_none() && !self.emulator.wait_for(due, Duration::from_micros(pause)) {
            ensure!(Instant::now() < deadline, "the run hangs before it can be killed: {kill:?}");
            thread::sleep(Duration::from_micros(pause));
        }
        // Fails if it has exited.
        let _ = child.kill();
        let status = child.wait()?;
        // A process killed by a signal has no exit code.
        Ok(status.code().is_none())
    }

    /// Runs to completion; returns true if no row is left to retry.
    fn finished(&self) -> Result<bool> {
        let output = self.start(None)?.wait_with_output()?;
        let report: Value = serde_json::from_slice(&output.stdout).with_context(|| {
            format!("{}: no report: {}", output.status, String::from_utf8_lossy(&output.stderr))
        })?;
        Ok(report["end"] == "complete" && report["failed"] == 0 && report["pending"] == 0)
    }
}
