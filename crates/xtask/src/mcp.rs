//! The MCP server of the command line with the official clients of other languages.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::node::{self, Node};
use crate::python::Python;
use crate::workspace;

/// The environment of the Python client.
pub(crate) const ENVIRONMENT: &str = ".cache/mcp";

/// The folder of the clients.
pub(crate) fn folder() -> PathBuf {
    workspace::root().join("crates/chat44mp-cli/tests/clients")
}

/// Runs a session with the Python client.
pub(crate) fn check_with_python(program: &Path) -> Result<()> {
    let python = Python::with(ENVIRONMENT, "../crates/chat44mp-cli/tests/clients/requirements.txt")?;
    workspace::run(python.tool("python").arg(folder().join("client.py")).arg(program))
}

/// Runs a session with the TypeScript client.
pub(crate) fn check_with_typescript(program: &Path) -> Result<()> {
    node::install(&folder())?;
    workspace::run(Node.node().arg(folder().join("client.mjs")).arg(program))
}
