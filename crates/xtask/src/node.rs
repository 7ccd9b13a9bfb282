//! The Node package with tools of its own: built, tested on several runtimes, checked, packed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::workspace::{self, With};

/// What the machine must have.
pub(crate) const NEEDED: &str = "Node 20 or newer with npm";
/// How to install it.
pub(crate) const HOW: &str = "nodejs.org, or apt-get install nodejs npm";

/// Runtimes that come as npm packages, by what they are called here and where their program is.
const RUNTIMES: &[(&str, &str)] = &[("Node 22", "node22/bin/node"), ("Node 24", "node24/bin/node")];

/// The package's folder, with the package built in it.
pub struct Node;

/// What goes to npm.
#[derive(serde::Deserialize)]
pub struct Packed {
    /// The package that users name.
    pub main: Tarball,
    /// The library for this machine.
    pub platform: Tarball,
}

/// A packed package, in bytes.
#[derive(serde::Deserialize)]
pub struct Tarball {
    /// Its path.
    pub file: PathBuf,
    /// Its size as it is.
    pub packed: u64,
    /// Its size once installed.
    pub unpacked: u64,
}

impl Node {
    /// Installs the tools, unless they are there already, and builds the package.
    pub(crate) fn set_up() -> Result<Node> {
        let node = Node;
        node.install(&folder())?;
        workspace::run(node.npm().args(["run", "--silent", "build"]))?;
        Ok(node)
    }

    /// Builds what ships and packs it into `out`: the package, and the one with the library for this machine.
    pub fn pack(&self, out: &Path) -> Result<Packed> {
        self.install(&folder())?;
        workspace::run(self.npm().args(["run", "--silent", "build", "--", "--profile", "dist"]))?;
        let output = self.node().arg("tools/pack.mjs").arg(out).stderr(Stdio::inherit()).output()?;
        ensure!(output.status.success(), "the package could not be packed");
        serde_json::from_slice(&output.stdout).context("the packing said nothing of its packages")
    }

    /// Installs what the package is measured beside.
    pub fn install_peers(&self) -> Result<()> {
        self.install(&folder().join("benches"))
    }

    fn install(&self, folder: &Path) -> Result<()> {
        let lock = fs::read_to_string(folder.join("package-lock.json"))?;
        // What was installed is noted last, so an interrupted set-up starts over.
        let note = folder.join("node_modules/.installed");
        if fs::read_to_string(&note).ok().as_deref() != Some(&lock) {
            let options = ["--no-audit", "--no-fund", "--loglevel", "error"];
            workspace::run(self.npm().current_dir(folder).arg("ci").args(options))?;
            fs::write(note, lock)?;
        }
        Ok(())
    }

    /// The runtimes that the tests run on: the machine's own, and those of npm.
    pub(crate) fn runtimes(&self) -> Vec<(&'static str, PathBuf)> {
        let own = ("the machine's Node", PathBuf::from("node"));
        let others = RUNTIMES.iter().map(|(name, path)| (*name, folder().join("node_modules").join(path)));
        [own].into_iter().chain(others).collect()
    }

    /// All tests on one runtime, which writes a report in the XML of JUnit.
    pub(crate) fn tests(&self, runtime: &Path, report: &Path) -> Command {
        let mut command = Command::new(runtime);
        command.current_dir(folder()).args(["--test", "--test-reporter=dot"]);
        // The tests wait more than they compute: by default, two processors run one file at a time.
        command.arg("--test-concurrency=2");
        command.args(["--test-reporter-destination=stdout", "--test-reporter=junit"]);
        command.arg(format!("--test-reporter-destination={}", report.display()));
        let mut files: Vec<_> =
            fs::read_dir(folder().join("tests")).into_iter().flatten().flatten().collect();
        files.sort_by_key(|file| file.file_name());
        let names = files.iter().map(|file| format!("tests/{}", file.file_name().to_string_lossy()));
        command.args(names.filter(|name| name.ends_with(".test.js")));
        command
    }

    /// The checks of types and packages, by what they check.
    pub(crate) fn checks(&self) -> Vec<(&'static str, Command)> {
        let quickstart = ["tests/quickstart.mjs", "examples/quickstart.mjs"];
        vec![
            ("tsc --strict, in both module systems", self.tool("tsc").with(["--project", "tests/types"])),
            ("the emulator in vitest", self.tool("vitest").with(["run", "--root", "tests/vitest"])),
            ("Bun", self.tool("bun").with(["run"]).with(quickstart)),
            ("Deno", self.tool("deno").with(["run", "--allow-all"]).with(quickstart)),
        ]
    }

    /// Packs the package, checks the tarball, and uses it from an empty project.
    pub(crate) fn check_package(&self) -> Result<()> {
        workspace::run(self.node().arg("tests/package.mjs"))
    }

    /// Fails when the committed types are not what the sources give. They were written by the build.
    pub(crate) fn check_types(&self) -> Result<()> {
        let mut git = Command::new("git");
        git.current_dir(folder()).args(["diff", "--exit-code", "--stat", "--", "native.d.ts"]);
        workspace::run(&mut git).context("node/native.d.ts is out of date; it was written anew: commit it")
    }

    /// All scenarios.
    pub(crate) fn scenarios(&self) -> Command {
        self.node().with(["tests/scenarios/index.js", "--json"])
    }

    /// The machine's Node, in the package's folder.
    pub fn node(&self) -> Command {
        let mut command = Command::new("node");
        command.current_dir(folder());
        command
    }

    fn npm(&self) -> Command {
        let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
        command.current_dir(folder());
        command
    }

    /// A program of the installed packages.
    fn tool(&self, name: &str) -> Command {
        let mut command = Command::new(folder().join("node_modules/.bin").join(name));
        command.current_dir(folder()).env("NO_COLOR", "1");
        command
    }
}

fn folder() -> PathBuf {
    workspace::root().join("node")
}

/// Whether the machine's Node is new enough.
pub(crate) fn is_there() -> bool {
    let is_new = "process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)";
    workspace::succeeds(Command::new("node").args(["-e", is_new]))
}
