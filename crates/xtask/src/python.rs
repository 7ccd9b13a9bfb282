//! The Python package in an environment of its own: built, tested, checked, packed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use crate::workspace::{self, With};

/// Tried in this order; `CHAT44MP_PYTHON` names another.
const INTERPRETERS: &[&str] =
    &["python3", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10", "python"];

/// What the environment must have.
pub(crate) const NEEDED: &str = "Python 3.10 or newer with venv";
/// How to install it.
pub(crate) const HOW: &str =
    "apt-get install python3-venv, or python.org; CHAT44MP_PYTHON names another interpreter";

/// A virtual environment, with the package built into it.
pub struct Python {
    venv: PathBuf,
}

impl Python {
    /// Makes the environment, unless it is there already, and builds the package into it.
    pub(crate) fn set_up() -> Result<Python> {
        let python = Python::environment()?;
        workspace::run(python.tool("maturin").args(["develop", "--quiet", "--locked", "--profile", "dev"]))?;
        Ok(python)
    }

    /// The environment with the tools, without the package.
    pub(crate) fn environment() -> Result<Python> {
        Python::with(".cache/python", "requirements.txt")
    }

    /// An environment with what a file of requirements lists.
    pub fn with(environment: &str, requirements: &str) -> Result<Python> {
        let python = Python { venv: workspace::root().join(environment) };
        let needed = fs::read_to_string(folder().join(requirements))?;
        // What was installed is noted last, so an interrupted set-up starts over.
        let note = python.venv.join("installed.txt");
        if fs::read_to_string(&note).ok().as_deref() != Some(&needed) {
            let interpreter = interpreter().with_context(|| format!("there is no {NEEDED}"))?;
            workspace::run(Command::new(interpreter).args(["-m", "venv", "--clear"]).arg(&python.venv))?;
            workspace::run(python.tool("pip").args(["install", "--quiet", "--requirement", requirements]))?;
            fs::write(note, needed)?;
        }
        Ok(python)
    }

    /// Puts a wheel into the environment, in the place of the one that is there.
    pub fn install(&self, wheel: &Path) -> Result<()> {
        workspace::run(
            self.tool("pip").args(["install", "--quiet", "--no-index", "--force-reinstall"]).arg(wheel),
        )
    }

    /// A program of the environment, in the package's folder.
    pub fn tool(&self, name: &str) -> Command {
        let programs = programs(&self.venv);
        let mut command = Command::new(programs.join(name));
        workspace::with_path(&mut command, programs).current_dir(folder()).env("VIRTUAL_ENV", &self.venv);
        command
    }

    fn interpreter(&self) -> PathBuf {
        programs(&self.venv).join("python")
    }

    /// The type checkers, by what they check.
    pub(crate) fn checks(&self) -> Vec<(&'static str, Command)> {
        let typed = ["chat44mp", "examples", "tests/test_types.py"];
        let pyright = self.tool("pyright").with(["--pythonpath"]).with([self.interpreter()]);
        vec![
            ("mypy --strict", self.tool("mypy").with(["--strict"]).with(typed)),
            ("pyright, strict", pyright.with(typed)),
            ("stubtest", self.tool("stubtest").with(["chat44mp", "--allowlist", "tests/stubtest.txt"])),
        ]
    }

    /// Fails when the committed stubs are not what the sources give.
    pub(crate) fn check_stubs(&self) -> Result<()> {
        let fresh = tempfile::tempdir()?;
        let mut maturin = self.tool("maturin");
        maturin.args(["generate-stubs", "--quiet", "--locked", "--profile", "dev", "--out"]);
        workspace::run(maturin.arg(fresh.path()))?;
        let read = |folder: &Path| fs::read_to_string(folder.join("chat44mp/_native.pyi"));
        ensure!(
            read(fresh.path())? == read(&folder())?,
            "python/chat44mp/_native.pyi is out of date: in python/, `maturin generate-stubs --profile dev --out .`"
        );
        Ok(())
    }

    /// Builds the wheel of every CPython since 3.10; fails if it is not that, or has not what it has to have.
    pub(crate) fn wheel(&self, profile: &str, out: &Path) -> Result<PathBuf> {
        let mut command = self.tool("maturin");
        command.args(["build", "--quiet", "--locked", "--profile", profile, "--interpreter"]);
        // Named: a free-threaded one that happens to be found first would make another wheel.
        workspace::run(command.arg(self.interpreter()).arg("--out").arg(out))?;
        let wheel = only_file(out, "-cp310-abi3-")?;
        let name = wheel.display();
        let files = self.files(&wheel)?;
        for needed in ["chat44mp/py.typed", "chat44mp/_native.pyi", "LICENSE-MIT", "LICENSE-APACHE"] {
            ensure!(files.iter().any(|(name, _)| name.ends_with(needed)), "{name} lacks {needed}");
        }
        let stray = |name: &str| !name.starts_with("chat44mp/") && !name.contains(".dist-info/");
        if let Some((file, _)) = files.iter().find(|(name, _)| stray(name)) {
            bail!("{name} holds {file}, which is not the package's");
        }
        Ok(wheel)
    }

    /// The files in a wheel, with their sizes.
    pub(crate) fn files(&self, wheel: &Path) -> Result<Vec<(String, u64)>> {
        let output = self.tool("python").args(["-m", "zipfile", "--list"]).arg(wheel).output()?;
        ensure!(output.status.success(), "{} is not a wheel", wheel.display());
        let entry = |line: &str| {
            let (name, rest) = line.split_once(' ')?;
            Some((name.to_owned(), rest.rsplit(' ').next()?.parse().ok()?))
        };
        Ok(String::from_utf8_lossy(&output.stdout).lines().filter_map(entry).collect())
    }

    /// Builds a wheel and runs the README's quickstart from it, with this interpreter and every other there is.
    pub(crate) fn check_wheel(&self) -> Result<Vec<String>> {
        let fresh = tempfile::tempdir()?;
        let wheel = self.wheel("dev", fresh.path())?;
        self.check_quickstart(&wheel)?;
        let others = other_interpreters(&self.interpreter())?;
        for (version, interpreter) in &others {
            quickstart(interpreter, &wheel).with_context(|| format!("with CPython {version}"))?;
            println!("    also with CPython {version}");
        }
        Ok(others.into_keys().collect())
    }

    /// Runs the README's quickstart from a wheel in an empty environment.
    pub(crate) fn check_quickstart(&self, wheel: &Path) -> Result<()> {
        quickstart(&self.interpreter(), wheel)
    }

    /// The source distribution.
    pub(crate) fn sdist(&self, out: &Path) -> Result<PathBuf> {
        let out = out.join("source");
        workspace::run(self.tool("maturin").args(["sdist", "--out"]).arg(&out))?;
        only_file(&out, ".tar.gz")
    }

    /// Builds a wheel from the source distribution as pip does, and runs the README's quickstart from it.
    pub(crate) fn check_sdist(&self, sdist: &Path) -> Result<()> {
        let fresh = tempfile::tempdir()?;
        let mut command = self.tool("pip");
        command.args(["wheel", "--quiet", "--no-cache-dir", "--no-index", "--no-deps"]);
        command
            .args(["--no-build-isolation", "--config-settings", "build-args=--profile dev", "--wheel-dir"])
            .arg(fresh.path());
        // The crates that it depends on are built already.
        command.env("CARGO_TARGET_DIR", workspace::target());
        workspace::run(command.arg(sdist))?;
        self.check_quickstart(&only_file(fresh.path(), "-cp310-abi3-")?)
    }

    /// All scenarios with one of the clients.
    pub(crate) fn scenarios(&self, surface: &str) -> Command {
        let mut command = self.tool("python");
        command.current_dir(folder().join("tests")).args(["-m", "scenarios", "--json", "--surface", surface]);
        command
    }
}

const ON_THE_EMULATOR: &str = "
import os, runpy, sys
from chat44mp.testing import Emulator
with Emulator() as emulator:
    os.environ.update(CHAT44MP_API_KEY=emulator.fixtures['member_key'], CHAT44MP_BASE_URL=emulator.base_url)
    runpy.run_path(sys.argv[1])
";

/// Installs a wheel into an empty environment of `interpreter` and runs the README's quickstart from it.
fn quickstart(interpreter: &Path, wheel: &Path) -> Result<()> {
    let fresh = tempfile::tempdir()?;
    let empty = Python { venv: fresh.path().join("empty") };
    workspace::run(Command::new(interpreter).args(["-m", "venv"]).arg(&empty.venv))?;
    empty.install(wheel)?;
    let quickstart = folder().join("examples/quickstart.py");
    // Not in the package's folder: there the sources would be imported.
    workspace::run(
        empty.tool("python").current_dir(fresh.path()).args(["-c", ON_THE_EMULATOR]).arg(quickstart),
    )
}

/// The only file in a folder, which is named after this version and `kind`.
pub(crate) fn only_file(folder: &Path, kind: &str) -> Result<PathBuf> {
    let files = fs::read_dir(folder)?.flatten().map(|file| file.path()).filter(|path| path.is_file());
    let files: Vec<_> = files.collect();
    let expected = format!("chat44mp-{}{kind}", env!("CARGO_PKG_VERSION"));
    let is_expected =
        |file: &Path| file.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&expected));
    match files.as_slice() {
        [file] if is_expected(file) => Ok(file.clone()),
        _ => bail!("expected one file {expected}… in {}, got {files:?}", folder.display()),
    }
}

fn folder() -> PathBuf {
    workspace::root().join("python")
}

fn programs(venv: &Path) -> PathBuf {
    venv.join(if cfg!(windows) { "Scripts" } else { "bin" })
}

/// The first interpreter that is new enough.
pub(crate) fn interpreter() -> Option<PathBuf> {
    let chosen = std::env::var_os("CHAT44MP_PYTHON").map(PathBuf::from);
    let mut all = chosen.into_iter().chain(INTERPRETERS.iter().map(PathBuf::from));
    all.find(|interpreter| version(interpreter).is_some())
}

/// The interpreters of other versions that are on the path or that pyenv keeps, one of each version.
fn other_interpreters(than: &Path) -> Result<BTreeMap<String, PathBuf>> {
    let ours = version(than).context("the environment has no interpreter")?;
    let home = std::env::var_os("HOME").map(|home| Path::new(&home).join(".pyenv"));
    let pyenv = std::env::var_os("PYENV_ROOT").map(PathBuf::from).or(home);
    let kept = pyenv.and_then(|root| fs::read_dir(root.join("versions")).ok()).into_iter().flatten();
    let kept = kept.filter_map(|folder| Some(folder.ok()?.path().join("bin/python")));
    let all = INTERPRETERS.iter().map(PathBuf::from).chain(kept);
    let others = all.filter_map(|interpreter| Some((version(&interpreter)?, interpreter)));
    Ok(others.filter(|(version, _)| *version != ours).collect())
}

/// Such as `3.13`, if it is one that the package supports and environments can be made with.
fn version(interpreter: &Path) -> Option<String> {
    let mut command = Command::new(interpreter);
    command.args(["-c", "import ensurepip, sys, venv; assert sys.version_info >= (3, 10); print('%d.%d' % sys.version_info[:2])"]);
    let output = command.stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
