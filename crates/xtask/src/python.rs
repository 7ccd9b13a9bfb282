//! The Python package in an environment of its own: built, tested, checked, packed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::scenarios::{Failure, Report};
use crate::workspace;

/// Tried in this order; `CHAT44MP_PYTHON` names another.
const INTERPRETERS: &[&str] =
    &["python3", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10", "python"];

/// What the environment must have.
pub(crate) const NEEDED: &str = "Python 3.10 or newer with venv, such as Debian's python3-venv";

/// A virtual environment, with the package built into it.
pub(crate) struct Python {
    venv: PathBuf,
}

impl Python {
    /// Makes the environment, unless it is there already, and builds the package into it.
    pub(crate) fn set_up() -> Result<Python> {
        let python = Python { venv: workspace::root().join(".cache/python") };
        let requirements = fs::read_to_string(folder().join("requirements.txt"))?;
        // What was installed is noted last, so an interrupted set-up starts over.
        let note = python.venv.join("installed.txt");
        if fs::read_to_string(&note).ok().as_deref() != Some(&requirements) {
            let interpreter = interpreter().with_context(|| format!("there is no {NEEDED}"))?;
            run(Command::new(interpreter).args(["-m", "venv", "--clear"]).arg(&python.venv))?;
            run(python.tool("pip").args(["install", "--quiet", "--requirement", "requirements.txt"]))?;
            fs::write(note, requirements)?;
        }
        run(python.tool("maturin").args(["develop", "--quiet", "--profile", "dev"]))?;
        Ok(python)
    }

    /// A program of the environment, in the package's folder.
    pub(crate) fn tool(&self, name: &str) -> Command {
        let programs = programs(&self.venv);
        let mut command = Command::new(programs.join(name));
        command.current_dir(folder()).env("VIRTUAL_ENV", &self.venv);
        let path = std::env::var_os("PATH").unwrap_or_default();
        if let Ok(path) = std::env::join_paths([programs].into_iter().chain(std::env::split_paths(&path))) {
            command.env("PATH", path);
        }
        command
    }

    /// The type checkers, by what they check.
    pub(crate) fn checks(&self) -> Vec<(&'static str, Command)> {
        let typed = ["chat44mp", "examples", "tests/test_types.py"];
        let check = |tool: &str, arguments: &[&str]| {
            let mut command = self.tool(tool);
            command.args(arguments);
            command
        };
        let (mut mypy, mut pyright) = (check("mypy", &["--strict"]), check("pyright", &["--pythonpath"]));
        mypy.args(typed);
        pyright.arg(programs(&self.venv).join("python")).args(typed);
        vec![
            ("mypy --strict", mypy),
            ("pyright, strict", pyright),
            ("stubtest", check("stubtest", &["chat44mp"])),
        ]
    }

    /// Fails when the committed stubs are not what the sources give.
    pub(crate) fn check_stubs(&self) -> Result<()> {
        let fresh = tempfile::tempdir()?;
        run(self
            .tool("maturin")
            .args(["generate-stubs", "--quiet", "--profile", "dev", "--out"])
            .arg(fresh.path()))?;
        let read = |folder: &Path| fs::read_to_string(folder.join("chat44mp/_native.pyi"));
        ensure!(
            read(fresh.path())? == read(&folder())?,
            "python/chat44mp/_native.pyi is out of date: in python/, `maturin generate-stubs --profile dev --out .`"
        );
        Ok(())
    }

    /// Builds a wheel, installs it into an empty environment and runs the README's quickstart from it.
    pub(crate) fn check_wheel(&self) -> Result<()> {
        let fresh = tempfile::tempdir()?;
        run(self.tool("maturin").args(["build", "--quiet", "--profile", "dev", "--out"]).arg(fresh.path()))?;
        let wheels: Vec<_> =
            fs::read_dir(fresh.path())?.filter_map(Result::ok).map(|file| file.path()).collect();
        let [wheel] = wheels.as_slice() else { anyhow::bail!("expected one wheel, got {wheels:?}") };
        let name = wheel.file_name().unwrap_or_default().to_string_lossy();
        let expected = concat!("chat44mp-", env!("CARGO_PKG_VERSION"), "-cp310-abi3-");
        ensure!(name.starts_with(expected), "the wheel is named {name}, not {expected}…");

        let empty = Python { venv: fresh.path().join("empty") };
        run(self.tool("python").args(["-m", "venv"]).arg(&empty.venv))?;
        run(empty.tool("pip").args(["install", "--quiet", "--no-index"]).arg(wheel))?;
        let quickstart = folder().join("examples/quickstart.py");
        // Not in the package's folder: there the sources would be imported.
        run(empty.tool("python").current_dir(fresh.path()).args(["-c", ON_THE_EMULATOR]).arg(quickstart))
    }

    /// All scenarios with one of the clients.
    pub(crate) fn scenarios(&self, surface: &'static str) -> Result<Report> {
        #[derive(serde::Deserialize)]
        struct Printed {
            passed: usize,
            failed: usize,
            skipped: usize,
            failures: Vec<Failure>,
        }
        let mut command = self.tool("python");
        command.current_dir(folder().join("tests")).args(["-m", "scenarios", "--json", "--surface", surface]);
        let output = command.stderr(Stdio::inherit()).output().context("Python did not start")?;
        let printed = String::from_utf8_lossy(&output.stdout);
        let Printed { passed, failed, skipped, failures } =
            serde_json::from_str(printed.lines().last().unwrap_or_default())
                .context("the scenarios did not run to their end")?;
        Ok(Report { surface, passed, failed, skipped, skipped_steps: 0, skips: Default::default(), failures })
    }
}

const ON_THE_EMULATOR: &str = "
import os, runpy, sys
from chat44mp.testing import Emulator
with Emulator() as emulator:
    os.environ.update(CHAT44MP_API_KEY=emulator.fixtures['member_key'], CHAT44MP_BASE_URL=emulator.base_url)
    runpy.run_path(sys.argv[1])
";

fn folder() -> PathBuf {
    workspace::root().join("python")
}

fn programs(venv: &Path) -> PathBuf {
    venv.join(if cfg!(windows) { "Scripts" } else { "bin" })
}

/// The first interpreter that is new enough.
pub(crate) fn interpreter() -> Option<PathBuf> {
    let chosen = std::env::var_os("CHAT44MP_PYTHON").map(PathBuf::from);
    chosen.into_iter().chain(INTERPRETERS.iter().map(PathBuf::from)).find(|interpreter| {
        let mut command = Command::new(interpreter);
        command.args(["-c", "import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 10))"]);
        let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
        status.is_ok_and(|status| status.success())
    })
}

fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("{:?} did not start", command.get_program()))?;
    ensure!(status.success(), "{command:?} failed: see above");
    Ok(())
}
