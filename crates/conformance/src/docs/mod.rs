//! `cargo xtask docs`: the pages of the documentation site that follow from the core, and the data for its components.

mod calls;
mod errors;
mod links;
mod markdown;
mod models;
mod parameters;
mod reference;
mod wire;

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use chat44mp::{ErrorCode, Operation};
use clap::Args;
use serde_json::json;

use crate::generate::definitions;
use crate::generate::shapes::Shapes;
use crate::generate::support::Support;
use crate::scenarios;
use links::Links;
use markdown::Page;
use models::Models;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The folder of the site's pages
    #[arg(long)]
    out: PathBuf,
}

/// Writes the generated pages.
pub(crate) fn main(arguments: &Arguments) -> Result<ExitCode> {
    let (calls, models) = (definitions::calls()?, Models::read()?);
    let links = Links::new(&calls);
    let mut pages = calls::pages(&calls, &models, &links)?;
    pages.push(errors::page(&calls, &links)?);
    pages.extend(reference::pages(&models, &links)?);
    pages.push(figures()?);
    let support = serde_json::to_string_pretty(&Support::read()?)? + "\n";
    pages.push(("../../generated/support.json".to_owned(), support));
    pages.push(("../../generated/results.jsonl".to_owned(), wire::results_file()?));
    for (path, text) in &pages {
        let path = arguments.out.join(path);
        // Unchanged files keep their time, so that a running site does not reload.
        if fs::read_to_string(&path).ok().as_deref() != Some(text) {
            fs::create_dir_all(path.parent().context("a page has no folder")?)?;
            fs::write(&path, text).with_context(|| path.display().to_string())?;
        }
    }
    println!("{} pages are written from the core", pages.len());
    Ok(ExitCode::SUCCESS)
}

/// The figures of the home page.
fn figures() -> Result<Page> {
    let figures = [
        (Operation::all().count(), "operations of the API"),
        (6, "surfaces, one behaviour"),
        (ErrorCode::ALL.len(), "error codes with hints"),
        (scenarios::load()?.len(), "shared scenarios"),
        (Shapes::read()?.faults.len(), "kinds of faults to test with"),
    ];
    let figures = figures.map(|(number, what)| json!({"number": number, "what": what}));
    Ok(("../../generated/figures.json".to_owned(), serde_json::to_string_pretty(&figures)? + "\n"))
}

/// The examples of the calls in Rust.
#[cfg(test)]
#[path = "../../../../docs/snippets/rust/calls.rs"]
#[allow(clippy::print_stdout, clippy::unwrap_used, reason = "they are written for users")]
mod examples;

/// The code of the guides in Rust.
#[cfg(test)]
#[path = "../../../../docs/snippets/rust/guides.rs"]
#[allow(clippy::print_stdout, reason = "it is written for users")]
mod guides;

/// The test of the guide about testing.
#[cfg(test)]
#[path = "../../../../docs/snippets/rust/testing.rs"]
mod testing;

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::process::Command;

    use chat44mp_emulator::Emulator;

    /// They create clients from the environment and write files, so they run in a process of their own.
    #[test]
    fn the_examples_run() {
        let emulator = Emulator::start().unwrap();
        let folder = tempfile::tempdir().unwrap();
        for file in ["people.csv", "company-ca.pem"] {
            let snippets = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/snippets");
            std::fs::copy(snippets.join(file), folder.path().join(file)).unwrap();
        }
        let fixture = |name: &str| emulator.fixtures()[name].as_str().unwrap().to_owned();
        let output = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "docs::tests::examples_in_this_folder", "--ignored"])
            .current_dir(folder.path())
            .env("CHAT44MP_API_KEY", fixture("member_key"))
            .env("CHAT44MP_ADMIN_KEY", fixture("admin_key"))
            .env("CHAT44MP_BASE_URL", emulator.base_url())
            .output()
            .unwrap();
        let printed = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && printed.contains("1 passed"), "{printed}");
    }

    #[test]
    #[ignore = "run by the test above, in a folder with the files of the examples"]
    fn examples_in_this_folder() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(super::examples::main()).unwrap();
        runtime.block_on(super::guides::main()).unwrap();
    }
}
