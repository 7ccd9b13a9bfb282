//! The library behind Kotlin and Swift, and the sources that uniffi writes for it: build products, into folders that git
//! ignores.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::{files, workspace};

/// A package, and its library's name.
const CALLS: (&str, &str) = ("chat44mp-uniffi", "chat44mp_native");
const EMULATOR: (&str, &str) = ("chat44mp-uniffi-testing", "chat44mp_testing");

/// A language that uniffi writes sources for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    Kotlin,
    Swift,
}

/// The built library.
#[derive(Debug)]
pub struct Library {
    /// What is loaded at run time.
    pub shared: PathBuf,
    /// What can be linked in.
    pub(crate) fixed: PathBuf,
}

impl Library {
    /// For tests: quickly built, and with the emulator.
    pub(crate) fn for_tests() -> Result<Library> {
        Library::build(CALLS, "dev", &["--features", "testing"], &[])
    }

    /// As it ships.
    pub fn to_ship() -> Result<Library> {
        Library::build(CALLS, "dist", &[], &[])
    }

    /// As it ships where the linker leaves out what a program does not use: with the emulator.
    pub(crate) fn to_link() -> Result<Library> {
        Library::build(CALLS, "dist", &["--features", "testing"], &[])
    }

    /// As it ships for another system, in an environment with what that takes.
    pub(crate) fn to_ship_for(
        target: &str,
        arguments: &[&str],
        environment: &[(String, PathBuf)],
    ) -> Result<Library> {
        let there = Command::new("rustc").args(["--print", "target-libdir", "--target", target]).output()?;
        let there = Path::new(String::from_utf8_lossy(&there.stdout).trim()).is_dir();
        ensure!(there, "Rust's own library for {target} is missing: rustup target add {target}");
        Library::build(CALLS, "dist", &[&["--target", target], arguments].concat(), environment)
    }

    /// The emulator alone, as it ships for those who test with it.
    pub(crate) fn of_the_emulator() -> Result<Library> {
        // What bindings/uniffi/build.rs has for the other; a build script cannot say it of what is no such library by itself.
        const LINKED: &[&str] = &["--", "-C", "link-args=-Wl,-z,max-page-size=16384 -Wl,--strip-all"];
        Library::build(EMULATOR, "dist", if cfg!(target_os = "linux") { LINKED } else { &[] }, &[])
    }

    fn build(
        (package, name): (&str, &str),
        profile: &str,
        arguments: &[&str],
        environment: &[(String, PathBuf)],
    ) -> Result<Library> {
        // `rustc`, because the emulator's is no library of its own in the manifest: the tests want it within the other.
        let mut build = workspace::cargo();
        build.args(["rustc", "--quiet", "--lib", "--package", package, "--profile", profile]);
        build.args(["--crate-type", "cdylib,staticlib", "--message-format", "json-render-diagnostics"]);
        build.args(arguments).envs(environment.iter().map(|(name, value)| (name, value)));
        let files = workspace::built(&mut build, |mut message| {
            let files = (message["target"]["name"] == name).then(|| message["filenames"].take())?;
            serde_json::from_value::<Vec<PathBuf>>(files).ok()
        })?;
        let file = |endings: &[&str]| {
            let is_it =
                |file: &&PathBuf| file.extension().is_some_and(|end| endings.iter().any(|is| end == *is));
            files
                .iter()
                .find(is_it)
                .cloned()
                .with_context(|| format!("cargo built no .{}", endings.join(", .")))
        };
        Ok(Library { shared: file(&["so", "dylib", "dll"])?, fixed: file(&["a", "lib"])? })
    }

    /// Writes the sources that belong to it into `folder`, which holds nothing else then. What is there already as it
    /// has to be is left alone, so that compilers find nothing to do.
    pub(crate) fn generate(&self, language: Language, folder: &Path) -> Result<()> {
        let fresh = tempfile::tempdir()?;
        let mut bindgen = Command::new(workspace::build(&["--package", "chat44mp-uniffi-bindgen"])?);
        bindgen.arg(match language {
            Language::Kotlin => "kotlin",
            Language::Swift => "swift",
        });
        bindgen.arg(&self.shared).arg("--config").arg(workspace::root().join("bindings/uniffi/uniffi.toml"));
        workspace::run(bindgen.arg("--out").arg(fresh.path()))
            .with_context(|| format!("uniffi could not write the sources for {language:?}"))?;
        files::mirror(fresh.path(), folder)
    }
}
