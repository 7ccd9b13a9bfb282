//! `chat44mp mcp`: the calls as tools for agents, by the Model Context Protocol on stdin and stdout.

mod answers;
mod clients;
mod directory;
mod import;
mod progress;
mod results;
mod server;
mod tools;

use std::collections::BTreeSet;
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use clap::builder::PossibleValuesParser;
use rmcp::ServiceExt;
use rmcp::transport::stdio_pipes;

use crate::errors::Failure;
use crate::options::GlobalOptions;
use crate::output::Printer;
use crate::signals::{StopSignal, runtime};
use clients::Clients;
use directory::Directory;
use server::Server;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Allow these calls that write, separated by commas; by default, tools only read
    #[arg(long, value_name = "CALL,…", value_delimiter = ',', value_parser = PossibleValuesParser::new(tools::writes()))]
    allow: Vec<String>,
    /// Read and write files only in this directory [default: the working directory]
    #[arg(long, value_name = "PATH", default_value = ".", hide_default_value = true)]
    directory: PathBuf,
    /// Run on the built-in emulator, without an account
    #[arg(long)]
    demo: bool,
}

impl Arguments {
    pub(crate) fn run(self, options: &GlobalOptions, printer: &Printer) -> Result<(), Failure> {
        if options.server.api_key_stdin {
            return Err(Failure::usage(
                "--api-key-stdin cannot be used with `mcp`, whose stdin is the protocol",
                "Save the key with `chat44mp config set`, or set CHAT44MP_API_KEY.",
            ));
        }
        let clients = if self.demo { Clients::demo(options)? } else { Clients::open(options, printer)? };
        let directory = Directory::open(&self.directory)?;
        let server = Arc::new(Server::new(clients, BTreeSet::from_iter(self.allow), directory));
        if io::stdin().is_terminal() {
            printer.note("This is a server for MCP clients, which start it themselves. Ctrl-C stops it.");
        }
        let runtime = runtime()?;
        let result = runtime.block_on(serve(server));
        // A read of stdin that blocks cannot be cancelled.
        runtime.shutdown_background();
        result
    }
}

/// Serves until stdin is closed or a signal arrives; then imports in flight are stopped gracefully.
async fn serve(server: Arc<Server>) -> Result<(), Failure> {
    let mut signal = StopSignal::listen()?;
    let stopped = |exit_code| Err(Failure::Stopped { writing: false, exit_code });
    let running = tokio::select! {
        running = Arc::clone(&server).serve(stdio_pipes()) => running,
        exit_code = signal.received() => return stopped(exit_code),
    };
    let running = running.map_err(|error| {
        let hint = "Add `chat44mp mcp` to the configuration of an MCP client, which starts it.";
        Failure::usage(format!("no MCP client is connected: {error}"), hint)
    })?;
    // The service ends when it is dropped.
    let exit_code = tokio::select! {
        _ = running.waiting() => None,
        exit_code = signal.received() => Some(exit_code),
    };
    tokio::select! {
        () = server.imports_finished() => {}
        exit_code = signal.received() => return stopped(exit_code),
    }
    exit_code.map_or(Ok(()), stopped)
}
