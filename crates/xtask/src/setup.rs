//! `cargo xtask setup`: the tools that the suites need, into folders that git ignores.

use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result, ensure};
use clap::Args;

use crate::swift::Toolchain;
use crate::workspace;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Which tools, such as `swift`; all, if left out
    tools: Vec<String>,
    /// Install nothing; only say what is missing
    #[arg(long)]
    check: bool,
}

/// A tool, how to see whether it is there, and how it comes.
pub(crate) struct Tool {
    pub(crate) name: &'static str,
    needed_for: &'static str,
    check: &'static [&'static str],
    /// What to type to get it.
    pub(crate) how: &'static str,
    get: Get,
}

enum Get {
    /// `cargo install` into the tools folder.
    Cargo(&'static str),
    /// A toolchain of rustup.
    Toolchain(&'static str),
    /// Something that only the system's package manager can bring.
    System,
    /// Swift: the machine's own, or a root with it.
    Swift,
}

pub(crate) const CARGO_DENY: Tool = Tool {
    name: "cargo-deny",
    needed_for: ".ci/run: licences and sources of the dependencies",
    check: &["cargo-deny", "--version"],
    how: "cargo install --debug --locked cargo-deny@0.20.2 --root .cache/tools",
    get: Get::Cargo("cargo-deny@0.20.2"),
};

pub(crate) const NIGHTLY: Tool = Tool {
    name: "nightly Rust",
    needed_for: "fuzzing",
    check: &["cargo", "+nightly", "--version"],
    how: "rustup toolchain install nightly --profile minimal",
    get: Get::Toolchain("nightly"),
};

pub(crate) const CARGO_FUZZ: Tool = Tool {
    name: "cargo-fuzz",
    needed_for: "fuzzing",
    check: &["cargo-fuzz", "--version"],
    how: "cargo install --debug --locked cargo-fuzz@0.13.2 --root .cache/tools",
    get: Get::Cargo("cargo-fuzz@0.13.2"),
};

const VALGRIND: Tool = Tool {
    name: "valgrind",
    needed_for: "cargo xtask bench: instructions per call",
    check: &["valgrind", "--version"],
    how: "apt-get install valgrind (Debian, Ubuntu), dnf install valgrind (Fedora); Linux only",
    get: Get::System,
};

pub(crate) const SWIFT: Tool = Tool {
    name: "Swift",
    needed_for: "the Swift package: tests, demo, benchmarks",
    check: &[],
    how: "`cargo xtask setup swift`: on Debian, as root, it downloads Debian 13's Swift (580 MB); elsewhere, see swift.org",
    get: Get::Swift,
};

const TOOLS: &[Tool] = &[CARGO_DENY, NIGHTLY, CARGO_FUZZ, VALGRIND, SWIFT];

/// `cargo xtask setup`.
pub(crate) fn main(arguments: &Arguments) -> Result<ExitCode> {
    for name in &arguments.tools {
        ensure!(TOOLS.iter().any(|tool| tool.is_called(name)), "there is no tool {name:?}");
    }
    let wanted =
        |tool: &&Tool| arguments.tools.is_empty() || arguments.tools.iter().any(|name| tool.is_called(name));
    let mut missing = 0;
    for tool in TOOLS.iter().filter(wanted) {
        if tool.is_there() {
            println!("{}: there", tool.name);
            continue;
        }
        println!("{}: missing, needed for {}", tool.name, tool.needed_for);
        println!("    {}", tool.how);
        if !arguments.check && tool.install()? {
            println!("{}: installed", tool.name);
        } else {
            missing += 1;
        }
    }
    Ok(if missing == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

impl Tool {
    fn is_called(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    pub(crate) fn is_there(&self) -> bool {
        if let Get::Swift = self.get {
            return Toolchain::find().is_some();
        }
        let Some((program, arguments)) = self.check.split_first() else { return false };
        let mut command = Command::new(program);
        let checked = workspace::with_tools(&mut command)
            .args(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        checked.is_ok_and(|status| status.success())
    }

    /// Says whether it is there now.
    fn install(&self) -> Result<bool> {
        let mut command = match self.get {
            Get::Cargo(package) => {
                let mut command = workspace::cargo();
                // Building them takes much longer than their work.
                command.env("CARGO_PROFILE_DEV_DEBUG", "0");
                command.args(["install", "--debug", "--locked", package, "--root"]).arg(workspace::tools());
                command
            }
            Get::Toolchain(name) => {
                let mut command = Command::new("rustup");
                command.args(["toolchain", "install", name, "--profile", "minimal"]);
                command
            }
            // Not ours to change.
            Get::System => return Ok(false),
            Get::Swift => return Toolchain::get().map(|_| true),
        };
        let status = command.status().with_context(|| format!("{} could not be installed", self.name))?;
        Ok(status.success() && self.is_there())
    }
}
