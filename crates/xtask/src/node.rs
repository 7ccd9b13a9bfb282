//! The Node packages: build, tests on several runtimes, checks, packages.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::platforms::Platform;
use crate::workspace::{self, With};

pub(crate) const REQUIREMENT: &str = "Node 20 or newer with npm";
pub(crate) const INSTALL: &str = "nodejs.org, or apt-get install nodejs npm";

/// The consumer projects, in `tests/consumers`: name and what it is.
pub(crate) const CONSUMERS: [(&str, &str); 6] = [
    ("pnpm", "a project of pnpm"),
    ("pnp", "a project of Yarn with Plug'n'Play"),
    ("jest", "a project with tests in Jest"),
    ("bundlers", "programs bundled with esbuild, rollup, Vite and webpack"),
    ("traced", "a deployment of the files that @vercel/nft traces"),
    ("next", "a Next.js application, as a standalone build"),
];

/// Runtimes from npm packages: name and path in `node_modules`.
const RUNTIMES: &[(&str, &str)] = &[("Node 22", "node22/bin/node"), ("Node 24", "node24/bin/node")];

/// The packages in this repository.
pub struct Node;

/// The npm packages, as `tools/pack.mjs` reports them.
#[derive(serde::Deserialize)]
pub struct Packages {
    /// What programs need.
    pub client: Packed,
    /// The emulator, for their tests.
    pub testing: Packed,
}

/// A package and its native library.
#[derive(serde::Deserialize)]
pub struct Packed {
    /// The package that users install.
    pub main: Tarball,
    /// The native library for this platform.
    pub platform: Tarball,
}

/// A packed package, sizes in bytes.
#[derive(serde::Deserialize)]
pub struct Tarball {
    /// Path of the tarball.
    pub file: PathBuf,
    /// Size of the tarball.
    pub packed: u64,
    /// Size of its contents when installed.
    pub unpacked: u64,
}

impl Node {
    /// Installs the tools, and builds the packages.
    pub fn set_up() -> Result<Node> {
        let node = Node;
        install(&folder())?;
        node.build(&[])?;
        Ok(node)
    }

    /// Builds the native libraries.
    fn build(&self, arguments: &[&str]) -> Result<()> {
        for folder in [folder(), folder().join("testing")] {
            let mut build = npm();
            build.current_dir(folder).args(["run", "--silent", "build", "--"]).args(arguments);
            workspace::run(&mut build)?;
        }
        Ok(())
    }

    /// Builds the packages as they ship, and packs them into `out`.
    pub fn pack(&self, out: &Path) -> Result<Packages> {
        self.pack_for(None, out)
    }

    /// The same for a platform, or for this one.
    pub(crate) fn pack_for(&self, platform: Option<&Platform>, out: &Path) -> Result<Packages> {
        install(&folder())?;
        let oldest = platform.map(Platform::oldest);
        let mut arguments = vec!["--profile", "dist"];
        if let (Some(platform), Some(oldest)) = (platform, &oldest) {
            arguments.extend(["--target", oldest]);
            // With zig.
            arguments.extend(platform.is_linux().then_some("--cross-compile"));
        }
        self.build(&arguments)?;
        self.pack_built(platform, out)
    }

    /// Packs the packages as they are built, into `out`.
    pub(crate) fn pack_built(&self, platform: Option<&Platform>, out: &Path) -> Result<Packages> {
        let mut pack = self.node().with(["tools/pack.mjs".as_ref(), out]);
        pack.args(platform.map(|platform| platform.npm));
        let output = pack.stderr(Stdio::inherit()).output()?;
        ensure!(output.status.success(), "the packages could not be packed");
        serde_json::from_slice(&output.stdout).context("tools/pack.mjs did not report its packages")
    }

    /// Installs the alternatives for the benchmarks.
    pub fn install_peers(&self) -> Result<()> {
        install(&folder().join("benches"))
    }

    /// The runtimes for the tests: the installed Node, and those from npm.
    pub(crate) fn runtimes(&self) -> Vec<(&'static str, PathBuf)> {
        let installed = ("the installed Node", PathBuf::from("node"));
        let others = RUNTIMES.iter().map(|(name, path)| (*name, folder().join("node_modules").join(path)));
        [installed].into_iter().chain(others).collect()
    }

    /// All tests on a runtime, with a JUnit report.
    pub(crate) fn tests(&self, runtime: &Path, report: &Path) -> Command {
        let mut command = Command::new(runtime);
        command.current_dir(folder()).args(["--test", "--test-reporter=dot"]);
        // The tests mostly wait, but by default two processors run one file at a time.
        command.arg("--test-concurrency=2");
        // A test that waits for this long (in milliseconds) fails, instead of waiting for ever.
        command.arg("--test-timeout=300000");
        command.args(["--test-reporter-destination=stdout", "--test-reporter=junit"]);
        command.arg(format!("--test-reporter-destination={}", report.display()));
        let mut files: Vec<_> =
            fs::read_dir(folder().join("tests")).into_iter().flatten().flatten().collect();
        files.sort_by_key(|file| file.file_name());
        let names = files.iter().map(|file| format!("tests/{}", file.file_name().to_string_lossy()));
        command.args(names.filter(|name| name.ends_with(".test.js")));
        command
    }

    /// Checks of types, test runners and runtimes: name and command.
    pub(crate) fn checks(&self) -> Vec<(&'static str, Command)> {
        let quickstart = ["tests/quickstart.mjs", "examples/quickstart.mjs"];
        vec![
            ("tsc --strict, in both module systems", self.tool("tsc").with(["--project", "tests/types"])),
            ("the emulator in vitest", self.tool("vitest").with(["run", "--root", "tests/vitest"])),
            ("Bun", self.tool("bun").with(["run"]).with(quickstart)),
            ("Deno", self.tool("deno").with(["run", "--allow-all"]).with(quickstart)),
        ]
    }

    /// Checks the packed packages, and uses them in an empty project.
    pub(crate) fn check_package(&self, packages: &Packages) -> Result<()> {
        self.check_with("tests/package.mjs", packages)
    }

    /// Installs the tools of the consumer projects.
    pub(crate) fn install_consumers(&self) -> Result<()> {
        install(&folder().join("tests/consumers"))
    }

    /// Uses the packed packages in a consumer project.
    pub(crate) fn check_consumer(&self, name: &str, packages: &Packages) -> Result<()> {
        self.check_with(&format!("tests/consumers/{name}.mjs"), packages)
    }

    fn check_with(&self, program: &str, Packages { client, testing }: &Packages) -> Result<()> {
        let all = [&client.main, &client.platform, &testing.main, &testing.platform];
        workspace::run(self.node().arg(program).args(all.map(|tarball| &tarball.file)))
    }

    /// Fails if the build changed the committed types.
    pub(crate) fn check_types(&self) -> Result<()> {
        let mut git = Command::new("git");
        git.current_dir(folder()).args(["diff", "--exit-code", "--stat", "--", "native.d.ts"]);
        workspace::run(&mut git).context("node/native.d.ts was out of date and is now generated: commit it")
    }

    /// Runs all scenarios.
    pub(crate) fn scenarios(&self) -> Command {
        self.node().with(["tests/scenarios/index.js", "--json"])
    }

    /// Node, with the package's folder as its working directory.
    pub fn node(&self) -> Command {
        let mut command = Command::new("node");
        command.current_dir(folder());
        command
    }

    /// A program of an installed npm package.
    fn tool(&self, name: &str) -> Command {
        tool(&folder(), name)
    }
}

/// A program of an npm package that is installed in a folder, with this working directory.
pub(crate) fn tool(folder: &Path, name: &str) -> Command {
    let mut command = Command::new(folder.join("node_modules/.bin").join(name));
    command.current_dir(folder).env("NO_COLOR", "1");
    command
}

/// Installs the npm packages of a folder, unless they are those of its lock file.
pub(crate) fn install(folder: &Path) -> Result<()> {
    let lock = fs::read_to_string(folder.join("package-lock.json"))?;
    // Written last, so that an interrupted setup starts again.
    let note = folder.join("node_modules/.installed");
    if fs::read_to_string(&note).ok().as_deref() != Some(&lock) {
        let options = ["--no-audit", "--no-fund", "--loglevel", "error"];
        // A dependency of Swagger UI reports its installation to its authors.
        workspace::run(npm().current_dir(folder).env("SCARF_ANALYTICS", "false").arg("ci").args(options))?;
        fs::write(note, lock)?;
    }
    Ok(())
}

/// npm, with the package's folder as its working directory.
fn npm() -> Command {
    let mut command = workspace::command(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(folder());
    command
}

fn folder() -> PathBuf {
    workspace::root().join("node")
}

/// Whether the installed Node is new enough.
pub(crate) fn is_installed() -> bool {
    let is_new = "process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)";
    workspace::succeeds(Command::new("node").args(["-e", is_new]))
}
