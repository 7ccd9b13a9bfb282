//! An emulator, and the program configured to use it.

use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use chat44mp_emulator::{Emulator, EmulatorBuilder, Fault, FaultKind};
use serde_json::Value;
use tempfile::TempDir;

pub(crate) struct Stage {
    pub(crate) emulator: Emulator,
    directory: TempDir,
}

/// Exit code and output of a run.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// A command that has not run yet.
pub(crate) struct Program {
    command: Command,
    stdin: String,
}

impl Stage {
    pub(crate) fn new() -> Stage {
        Stage::with(Emulator::builder())
    }

    pub(crate) fn with(emulator: EmulatorBuilder) -> Stage {
        Stage { emulator: emulator.start().unwrap(), directory: TempDir::new().unwrap() }
    }

    /// A fixture of the seed, as text.
    pub(crate) fn fixture(&self, name: &str) -> String {
        match &self.emulator.fixtures()[name] {
            Value::String(text) => text.clone(),
            value => value.to_string(),
        }
    }

    pub(crate) fn fault(&self, kind: FaultKind) {
        self.emulator.add_fault(Fault::new(kind));
    }

    /// An empty directory for this test.
    pub(crate) fn directory(&self) -> &Path {
        self.directory.path()
    }

    pub(crate) fn config_file(&self) -> std::path::PathBuf {
        self.directory.path().join("config").join("config.toml")
    }

    /// The program with a member's key. Words are separated by blanks; `$name` is replaced by a fixture.
    pub(crate) fn member(&self, line: &str) -> Program {
        self.program(line).env("CHAT44MP_API_KEY", &self.fixture("member_key"))
    }

    /// The program with an admin's key.
    pub(crate) fn admin(&self, line: &str) -> Program {
        self.program(line).env("CHAT44MP_API_KEY", &self.fixture("admin_key"))
    }

    /// The program without a key.
    pub(crate) fn program(&self, line: &str) -> Program {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chat44mp"));
        for word in line.split_whitespace() {
            command.arg(match word.split_once('$') {
                Some((before, name)) => format!("{before}{}", self.fixture(name)),
                None => word.to_owned(),
            });
        }
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy().into_owned();
            if name.starts_with("CHAT44MP_") || name.to_ascii_lowercase().ends_with("_proxy") {
                command.env_remove(name);
            }
        }
        command
            .env("CHAT44MP_BASE_URL", self.emulator.base_url())
            .env("CHAT44MP_CONFIG", self.config_file())
            .current_dir(self.directory());
        Program { command, stdin: String::new() }.args(["--backoff", "1ms", "--settle-delay", "1ms"])
    }
}

impl Program {
    pub(crate) fn args<const N: usize>(mut self, args: [&str; N]) -> Program {
        self.command.args(args);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Program {
        self.command.env(name, value);
        self
    }

    pub(crate) fn without_env(mut self, name: &str) -> Program {
        self.command.env_remove(name);
        self
    }

    pub(crate) fn stdin(mut self, text: &str) -> Program {
        text.clone_into(&mut self.stdin);
        self
    }

    /// Runs the program in a shell script, as `"$@"`.
    #[cfg(unix)]
    pub(crate) fn within(self, script: &str) -> Program {
        let mut command = Command::new("sh");
        command.args(["-c", script, "sh"]).arg(self.command.get_program()).args(self.command.get_args());
        for (name, value) in self.command.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        if let Some(folder) = self.command.get_current_dir() {
            command.current_dir(folder);
        }
        Program { command, stdin: self.stdin }
    }

    pub(crate) fn run(self) -> Run {
        let stdin = self.stdin.clone();
        let mut child = self.spawn();
        // A program that does not read its stdin closes it early.
        let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
        Run::of(child)
    }

    /// The command, for a test that sets up its streams.
    pub(crate) fn into_command(self) -> Command {
        self.command
    }

    pub(crate) fn spawn(mut self) -> Child {
        self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        self.command.spawn().unwrap()
    }
}

impl Run {
    pub(crate) fn of(child: Child) -> Run {
        let output = child.wait_with_output().unwrap();
        Run {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The output of a successful run.
    #[track_caller]
    pub(crate) fn ok(self) -> String {
        assert_eq!(self.code, Some(0), "{self:?}");
        self.out
    }

    /// The JSON output of a successful run.
    #[track_caller]
    pub(crate) fn json(self) -> Value {
        serde_json::from_str(&self.ok()).unwrap()
    }

    /// The error as JSON; fails if stdout is not empty.
    #[track_caller]
    pub(crate) fn error(&self) -> Value {
        assert_eq!(self.out, "", "{self:?}");
        let line = self.err.lines().last().unwrap_or_default();
        let mut error: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("{self:?}"));
        error["error"].take()
    }
}
