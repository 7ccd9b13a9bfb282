//! The Python packages in a virtual environment: build, tests, checks, packages.

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

/// What the generator of stubs reads, also in the libraries for tests, so that they are built once.
const STUBS: [&str; 2] = ["--features", "stubs"];

/// A distribution: its folder, its name in file names, and the Python packages that it contains.
pub(crate) struct Distribution {
    folder: &'static str,
    pub(crate) name: &'static str,
    packages: &'static [&'static str],
}

/// What programs need.
pub(crate) const CLIENT: Distribution =
    Distribution { folder: "python", name: "chat44mp", packages: &["chat44mp"] };

/// The emulator, for their tests.
pub(crate) const TESTING: Distribution = Distribution {
    folder: "python/testing",
    name: "chat44mp_testing",
    packages: &["chat44mp_testing", "pytest_chat44mp"],
};

/// In the order in which they depend on each other.
pub(crate) const DISTRIBUTIONS: [Distribution; 2] = [CLIENT, TESTING];

impl Distribution {
    fn folder(&self) -> PathBuf {
        workspace::root().join(self.folder)
    }

    pub(crate) fn is_for_tests(&self) -> bool {
        self.name == TESTING.name
    }

    /// The only file of this distribution and version in a folder whose name continues with `kind`.
    pub(crate) fn file(&self, folder: &Path, kind: &str) -> Result<PathBuf> {
        let expected = format!("{}-{}{kind}", self.name, env!("CARGO_PKG_VERSION"));
        let is_expected = |file: &PathBuf| {
            file.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&expected))
        };
        let files: Vec<_> = fs::read_dir(folder)?.flatten().map(|file| file.path()).collect();
        let mut found = files.iter().filter(|file| is_expected(file));
        match (found.next(), found.next()) {
            (Some(file), None) => Ok(file.clone()),
            _ => bail!("expected one file {expected}… in {}, got {files:?}", folder.display()),
        }
    }
}

/// A virtual environment with the packages.
pub struct Python {
    venv: PathBuf,
}

impl Python {
    /// Creates the environment, and builds the packages into it.
    pub fn set_up() -> Result<Python> {
        let python = Python::environment()?;
        for distribution in &DISTRIBUTIONS {
            let develop = ["develop", "--quiet", "--locked", "--profile", "dev"];
            workspace::run(python.maturin(distribution).args(develop).args(STUBS))?;
        }
        Ok(python)
    }

    /// Creates the environment with the tools, without the packages.
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

    /// Creates an environment with wheels only.
    pub(crate) fn empty(interpreter: &Path, folder: &Path, wheels: &[PathBuf]) -> Result<Python> {
        let empty = Python { venv: folder.join("empty") };
        workspace::run(Command::new(interpreter).args(["-m", "venv"]).arg(&empty.venv))?;
        empty.install(wheels)?;
        Ok(empty)
    }

    /// Installs wheels, replacing the installed packages.
    pub fn install(&self, wheels: &[PathBuf]) -> Result<()> {
        let options = ["install", "--quiet", "--no-index", "--force-reinstall"];
        workspace::run(self.tool("pip").args(options).args(wheels))
    }

    /// maturin in the folder of a distribution.
    pub(crate) fn maturin(&self, distribution: &Distribution) -> Command {
        let mut command = self.tool("maturin");
        command.current_dir(distribution.folder());
        command
    }

    /// A program of the environment, in the folder of the client's sources.
    pub fn tool(&self, name: &str) -> Command {
        let programs = programs(&self.venv);
        let mut command = workspace::command(programs.join(name));
        workspace::with_path(&mut command, programs).current_dir(folder()).env("VIRTUAL_ENV", &self.venv);
        command
    }

    pub(crate) fn interpreter(&self) -> PathBuf {
        programs(&self.venv).join("python")
    }

    /// The type checks: name and command.
    pub(crate) fn checks(&self) -> Vec<(&'static str, Command)> {
        let typed = [
            "chat44mp",
            "testing/chat44mp_testing",
            "testing/pytest_chat44mp",
            "examples",
            "tests/test_types.py",
        ];
        let pyright = self.tool("pyright").with(["--pythonpath"]).with([self.interpreter()]);
        vec![
            ("mypy --strict", self.tool("mypy").with(["--strict"]).with(typed)),
            ("pyright, strict", pyright.with(typed)),
            ("stubtest", self.tool("python").with(["tests/stubtest.py"])),
        ]
    }

    /// Fails if the committed stubs differ from the generated ones.
    pub(crate) fn check_stubs(&self) -> Result<()> {
        for distribution in &DISTRIBUTIONS {
            let fresh = tempfile::tempdir()?;
            let mut maturin = self.maturin(distribution);
            maturin.args(["generate-stubs", "--quiet", "--locked", "--profile", "dev", "--out"]);
            workspace::run(maturin.arg(fresh.path()).args(STUBS))?;
            let stub = format!("{}/_native.pyi", distribution.name);
            let read = |folder: &Path| fs::read_to_string(folder.join(&stub));
            let folder = distribution.folder;
            ensure!(
                read(fresh.path())? == read(&distribution.folder())?,
                "{folder}/{stub} is out of date: in {folder}, `maturin generate-stubs --profile dev --features stubs --out .`"
            );
        }
        Ok(())
    }

    /// Builds the wheel for CPython 3.10 and newer, and checks its contents.
    pub(crate) fn wheel(&self, distribution: &Distribution, profile: &str, out: &Path) -> Result<PathBuf> {
        let mut command = self.maturin(distribution);
        command.args(["build", "--quiet", "--locked", "--profile", profile]);
        command.args(if profile == "dev" { &STUBS[..] } else { &[] }).arg("--interpreter");
        // maturin could find a free-threaded interpreter first, for which it builds another wheel.
        workspace::run(command.arg(self.interpreter()).arg("--out").arg(out))?;
        let wheel = distribution.file(out, "-cp310-abi3-")?;
        let name = wheel.display();
        let files = self.files(&wheel)?;
        for needed in ["/py.typed", "/_native.pyi", "/LICENSE-MIT", "/LICENSE-APACHE"] {
            ensure!(files.iter().any(|(name, _)| name.ends_with(needed)), "{name} does not contain {needed}");
        }
        let is_part = |(name, _): &(String, u64)| {
            name.split_once('/').is_some_and(|(folder, _)| {
                distribution.packages.contains(&folder) || folder.ends_with(".dist-info")
            })
        };
        if let Some((file, _)) = files.iter().find(|file| !is_part(file)) {
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

    /// Builds the wheels, runs the tests of services that use them, and the README's quickstart with every installed interpreter.
    /// Returns the versions of the others.
    pub(crate) fn check_wheels(&self) -> Result<Vec<String>> {
        let fresh = tempfile::tempdir()?;
        let wheel = |distribution| self.wheel(distribution, "dev", fresh.path());
        let wheels = [wheel(&CLIENT)?, wheel(&TESTING)?];
        self.check_quickstart(&wheels)?;
        check_consumers(&wheels)?;
        let others = other_interpreters(&self.interpreter())?;
        for (version, interpreter) in &others {
            quickstart(interpreter, &wheels).with_context(|| format!("with CPython {version}"))?;
            println!("    also with CPython {version}");
        }
        Ok(others.into_keys().collect())
    }

    /// Runs the README's quickstart from wheels in an empty environment.
    pub(crate) fn check_quickstart(&self, wheels: &[PathBuf]) -> Result<()> {
        quickstart(&self.interpreter(), wheels)
    }

    /// Builds the source distributions.
    pub(crate) fn sdists(&self, out: &Path) -> Result<Vec<PathBuf>> {
        let sdist = |distribution: &Distribution| {
            workspace::run(self.maturin(distribution).args(["sdist", "--out"]).arg(out))?;
            distribution.file(out, ".tar.gz")
        };
        DISTRIBUTIONS.iter().map(sdist).collect()
    }

    /// Builds wheels from the source distributions as pip does, and runs the README's quickstart from them.
    pub(crate) fn check_sdists(&self, sdists: &[PathBuf]) -> Result<()> {
        let fresh = tempfile::tempdir()?;
        let mut command = self.tool("pip");
        command.args(["wheel", "--quiet", "--no-cache-dir", "--no-index", "--no-deps"]);
        command
            .args([
                "--no-build-isolation",
                "--config-settings",
                "build-args=--profile dev --features stubs",
                "--wheel-dir",
            ])
            .arg(fresh.path());
        // Reuses dependencies that are already built.
        command.env("CARGO_TARGET_DIR", workspace::target());
        workspace::run(command.args(sdists))?;
        let wheel = |distribution: &Distribution| distribution.file(fresh.path(), "-cp310-abi3-");
        self.check_quickstart(&[wheel(&CLIENT)?, wheel(&TESTING)?])
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
from chat44mp_testing import Emulator
with Emulator() as emulator:
    os.environ.update(CHAT44MP_API_KEY=emulator.fixtures['member_key'], CHAT44MP_BASE_URL=emulator.base_url)
    runpy.run_path(sys.argv[1])
";

/// Installs wheels into an empty environment of `interpreter` and runs the README's quickstart from them.
fn quickstart(interpreter: &Path, wheels: &[PathBuf]) -> Result<()> {
    let fresh = tempfile::tempdir()?;
    let empty = Python::empty(interpreter, fresh.path(), wheels)?;
    let quickstart = folder().join("examples/quickstart.py");
    // In the package's folder, Python would import the sources.
    workspace::run(
        empty.tool("python").current_dir(fresh.path()).args(["-c", ON_THE_EMULATOR]).arg(quickstart),
    )
}

/// Installs wheels beside FastAPI and Celery, and runs the tests of services that use them.
fn check_consumers(wheels: &[PathBuf]) -> Result<()> {
    println!("    services with FastAPI and Celery");
    let services = Python::with(".cache/python-consumers", "tests/consumers/requirements.txt")?;
    services.install(wheels)?;
    // A copy, without the sources of the packages.
    let copy = tempfile::tempdir()?;
    files::mirror(&folder().join("tests/consumers"), copy.path())?;
    let options = ["--quiet", "--no-header", "-p", "no:cacheprovider", "--color", "no"];
    workspace::run(services.tool("pytest").current_dir(copy.path()).args(options))
}

fn folder() -> PathBuf {
    CLIENT.folder()
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
