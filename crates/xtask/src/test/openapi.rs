//! Public tools on the OpenAPI document, against the emulator that serves it.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::emulator::Emulator;
use crate::node::{Node, install, tool};
use crate::python::Python;
use crate::workspace::{self, With};

/// The tools and a running emulator.
pub(crate) struct OpenApi {
    python: Python,
    emulator: Emulator,
}

impl OpenApi {
    /// Installs the tools, and starts the emulator.
    pub(crate) fn set_up() -> Result<OpenApi> {
        let python = Python::with(".cache/openapi", "../tests/openapi/requirements.txt")?;
        install(&folder())?;
        fs::create_dir_all(output())?;
        Ok(OpenApi { python, emulator: Emulator::start()? })
    }

    /// The checks that are one command each: name and command.
    pub(crate) fn checks(&self) -> Vec<(&'static str, Command)> {
        let document = workspace::root().join("crates/chat44mp-emulator/openapi/openapi.json");
        let validator = self.python.tool("openapi-spec-validator").with([document]);
        vec![
            ("Swagger UI is that of its package", node().with(["vendor.mjs", "--check"])),
            ("openapi-spec-validator", validator),
        ]
    }

    /// Runs schemathesis. Failures that `explained.py` explains are counted.
    pub(crate) fn check_conformance(&self) -> Result<()> {
        let (origin, report) = (self.emulator.origin(), output().join("report.json"));
        let _ = fs::remove_file(&report);
        let mut command = self.python.tool("st");
        command.current_dir(folder()).args(["run", "--no-color"]).arg(format!("{origin}/openapi.json"));
        command.env("CHAT44MP_EMULATOR", origin).env("CHAT44MP_REPORT", &report).env("PYTHONPATH", ".");
        workspace::run(&mut command)?;
        let report: Value = serde_json::from_slice(&fs::read(report)?)?;
        println!("    responses: {}", report["responses"]);
        for (reason, failures) in report["explained"].as_object().context("schemathesis wrote no report")? {
            println!("    explained: {failures} of: {reason}");
        }
        let successes = report["responses"]["success"].as_u64().unwrap_or_default();
        ensure!(
            successes > 100,
            "only {successes} responses were successes: are the keys and the IDs right?"
        );
        Ok(())
    }

    /// Generates a client, checks its types, and makes three calls with it.
    pub(crate) fn check_client(&self) -> Result<()> {
        let origin = self.emulator.origin();
        let types = output().join("api.d.ts");
        let document = format!("{origin}/openapi.json");
        workspace::run(tool(&folder(), "openapi-typescript").arg(document).arg("--output").arg(types))?;
        workspace::run(tool(&folder(), "tsc").args(["--project", "."]))?;
        workspace::run(node().arg("client.mjs").arg(origin))
    }
}

/// Node, in the folder of the tools.
fn node() -> Command {
    let mut command = Node.node();
    command.current_dir(folder());
    command
}

fn folder() -> PathBuf {
    workspace::root().join("tests/openapi")
}

/// The folder of generated files, which `tsconfig.json` joins with that of `client.mjs`.
fn output() -> PathBuf {
    workspace::root().join("target/openapi")
}
