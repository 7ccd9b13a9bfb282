//! The Python package in a virtual environment: build, tests, checks, packages.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use crate::files;
use crate::workspace::{self, With};

/// Interpreters in the order of preference; `CHAT44MP_PYTHON` overrides them.
const INTERPRETERS: &[&str] =
    &["python3", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10", "python"];

pub(crate) const REQUIREMENT: &str = "Python 3.10 or newer with venv";
pub(crate) const INSTALL: &str =
    "apt-get install python3-venv, or python.org; CHAT44MP_PYTHON names another interpreter";

/// A virtual environment with the package.
pub struct Python {
    venv: PathBuf,
}

impl Python {
    /// Creates the environment, and builds the package into it.
    pub(crate) fn set_up() -> Result<Python> {
        let python = Python::environment()?;
        workspace::run(python.tool("maturin").args(["develop", "--quiet", "--locked", "--profile", "dev"]))?;
        Ok(python)
    }

    /// Creates the environment with the tools, without the package.
    pub(crate) fn environment() -> Result<Python> {
        Python::with(".cache/python", "requirements.txt")
    }

    /// Creates an environment and installs a requirements file. An existing, up-to-date environment is kept.
    pub fn with(environment: &str, requirements: &str) -> Result<Python> {
        let python = Python { venv: workspace::root().join(environment) };
        let needed = fs::read_to_string(folder().join(requirements))?;
        // Written last, so that an interrupted setup starts again.
        let note = python.venv.join("installed.txt");
        if fs::read_to_string(&note).ok().as_deref() != Some(&needed) {
            let interpreter = interpreter().with_context(|| format!("{REQUIREMENT} is missing"))?;
            workspace::run(Command::new(interpreter).args(["-m", "venv", "--clear"]).arg(&python.venv))?;
            workspace::run(python.tool("pip").args(["install", "--quiet", "--requirement", requirements]))?;
            fs::write(note, needed)?;
        }
        Ok(python)
    }

    /// Installs a wheel, replacing the installed package.
    pub fn install(&self, wheel: &Path) -> Result<()> {
        workspace::run(
            self.tool("pip").args(["install", "--quiet", "--no-index", "--force-reinstall"]).arg(wheel),
        )
    }

    /// A program of the environment, with the package's folder as its working directory.
    pub fn tool(&self, name: &str) -> Command {
        let programs = programs(&self.venv);
        let mut command = workspace::command(programs.join(name));
        workspace::with_path(&mut command, programs).current_dir(folder()).env("VIRTUAL_ENV", &self.venv);
        command
    }

    fn interpreter(&self) -> PathBuf {
        programs(&self.venv).join("python")
    }

    /// The type checks: name and command.
    pub(crate) fn checks(&self) -> Vec<(&'static str, Command)> {
        let typed = ["chat44mp", "examples", "tests/test_types.py"];
        let pyright = self.tool("pyright").with(["--pythonpath"]).with([self.interpreter()]);
        vec![
            ("mypy --strict", self.tool("mypy").with(["--strict"]).with(typed)),
            ("pyright, strict", pyright.with(typed)),
            ("stubtest", self.tool("stubtest").with(["chat44mp", "--allowlist", "tests/stubtest.txt"])),
        ]
    }

    /// Fails if the committed stubs differ from the generated ones.
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

    /// Builds the wheel for CPython 3.10 and newer, and checks its contents.
    pub(crate) fn wheel(&self, profile: &str, out: &Path) -> Result<PathBuf> {
        let mut command = self.tool("maturin");
        command.args(["build", "--quiet", "--locked", "--profile", profile, "--interpreter"]);
        // maturin could find a free-threaded interpreter first, for which it builds another wheel.
        workspace::run(command.arg(self.interpreter()).arg("--out").arg(out))?;
        let wheel = only_file(out, "-cp310-abi3-")?;
        let name = wheel.display();
        let files = self.files(&wheel)?;
        for needed in ["chat44mp/py.typed", "chat44mp/_native.pyi", "LICENSE-MIT", "LICENSE-APACHE"] {
            ensure!(files.iter().any(|(name, _)| name.ends_with(needed)), "{name} does not contain {needed}");
        }
        let stray = |name: &str| !name.starts_with("chat44mp/") && !name.contains(".dist-info/");
        if let Some((file, _)) = files.iter().find(|(name, _)| stray(name)) {
            bail!("{name} contains {file}, which does not belong to the package");
        }
        Ok(wheel)
    }

    /// The files in a wheel and their sizes in bytes.
    pub(crate) fn files(&self, wheel: &Path) -> Result<Vec<(String, u64)>> {
        let output = self.tool("python").args(["-m", "zipfile", "--list"]).arg(wheel).output()?;
        ensure!(output.status.success(), "{} is not a wheel", wheel.display());
        let entry = |line: &str| {
            let (name, rest) = line.split_once(' ')?;
            Some((name.to_owned(), rest.rsplit(' ').next()?.parse().ok()?))
        };
        Ok(String::from_utf8_lossy(&output.stdout).lines().filter_map(entry).collect())
    }

    /// Builds a wheel, runs the tests of services that use it, and the README's quickstart with every installed interpreter. Returns
    /// the versions of the others.
    pub(crate) fn check_wheel(&self) -> Result<Vec<String>> {
        let fresh = tempfile::tempdir()?;
        let wheel = self.wheel("dev", fresh.path())?;
        self.check_quickstart(&wheel)?;
        check_consumers(&wheel)?;
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

    /// Builds the source distribution.
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
        // Reuses dependencies that are already built.
        command.env("CARGO_TARGET_DIR", workspace::target());
        workspace::run(command.arg(sdist))?;
        self.check_quickstart(&only_file(fresh.path(), "-cp310-abi3-")?)
    }

    /// Runs all scenarios with the blocking or the asyncio client.
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
    // In the package's folder, Python would import the sources.
    workspace::run(
        empty.tool("python").current_dir(fresh.path()).args(["-c", ON_THE_EMULATOR]).arg(quickstart),
    )
}

/// Installs a wheel beside FastAPI and Celery, and runs the tests of services that use them.
fn check_consumers(wheel: &Path) -> Result<()> {
    println!("    services with FastAPI and Celery");
    let services = Python::with(".cache/python-consumers", "tests/consumers/requirements.txt")?;
    services.install(wheel)?;
    // A copy, without the sources of the package.
    let copy = tempfile::tempdir()?;
    files::mirror(&folder().join("tests/consumers"), copy.path())?;
    let options = ["--quiet", "--no-header", "-p", "no:cacheprovider", "--color", "no"];
    workspace::run(services.tool("pytest").current_dir(copy.path()).args(options))
}

/// The only file in a folder. Fails if its name does not start with this version and `kind`.
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

/// The first supported interpreter.
pub(crate) fn interpreter() -> Option<PathBuf> {
    let chosen = std::env::var_os("CHAT44MP_PYTHON").map(PathBuf::from);
    let mut all = chosen.into_iter().chain(INTERPRETERS.iter().map(PathBuf::from));
    all.find(|interpreter| version(interpreter).is_some())
}

/// Installed interpreters of other versions, also those of pyenv, one per version.
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

/// The version, such as `3.13`, if the package supports it and the interpreter has `venv`.
fn version(interpreter: &Path) -> Option<String> {
    let mut command = Command::new(interpreter);
    command.args(["-c", "import ensurepip, sys, venv; assert sys.version_info >= (3, 10); print('%d.%d' % sys.version_info[:2])"]);
    let output = command.stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
