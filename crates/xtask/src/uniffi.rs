//! The native library of Kotlin and Swift, and the sources that uniffi generates from it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::platforms::Platform;
use crate::{files, workspace};

/// A package and the name of its library.
const CALLS: (&str, &str) = ("chat44mp-uniffi", "chat44mp_native");
const EMULATOR: (&str, &str) = ("chat44mp-uniffi-testing", "chat44mp_testing");

/// As in bindings/uniffi/build.rs; a build script cannot set it for a crate whose type is chosen on the command line.
const LINKED: &[&str] = &["--", "-C", "link-args=-Wl,-z,max-page-size=16384"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    Kotlin,
    Swift,
}

/// A built library.
#[derive(Debug)]
pub struct Library {
    /// The dynamic library.
    pub shared: PathBuf,
    /// The static library.
    pub(crate) archive: PathBuf,
}

impl Library {
    /// The library for tests: a debug build with the emulator.
    pub(crate) fn for_tests() -> Result<Library> {
        Library::build(CALLS, "dev", &["--features", "testing"], &[])
    }

    /// The library as it ships.
    pub fn to_ship() -> Result<Library> {
        Library::build(CALLS, "dist", &[], &[])
    }

    /// The library to link statically: with the emulator, which the linker drops from programs that do not use it.
    pub(crate) fn to_link() -> Result<Library> {
        Library::build(CALLS, "dist", &["--features", "testing"], &[])
    }

    /// The library as it ships for another platform. `environment` names the cross compiler.
    pub(crate) fn to_ship_for(
        target: &str,
        arguments: &[&str],
        environment: &[(String, PathBuf)],
    ) -> Result<Library> {
        let folder = Command::new("rustc").args(["--print", "target-libdir", "--target", target]).output()?;
        let is_installed = Path::new(String::from_utf8_lossy(&folder.stdout).trim()).is_dir();
        ensure!(is_installed, "the target {target} is missing: rustup target add {target}");
        Library::build(CALLS, "dist", &[&["--target", target], arguments].concat(), environment)
    }

    /// The client's library for a platform of the releases.
    pub(crate) fn client_for(platform: &Platform) -> Result<Library> {
        Library::build_for(CALLS, platform, &[])
    }

    /// The emulator's library for a platform of the releases.
    pub(crate) fn emulator_for(platform: &Platform) -> Result<Library> {
        Library::build_for(EMULATOR, platform, if platform.is_linux() { LINKED } else { &[] })
    }

    fn build_for(package: (&str, &str), platform: &Platform, arguments: &[&str]) -> Result<Library> {
        let cargo = if platform.is_linux() { workspace::cargo_zigbuild() } else { workspace::cargo() };
        let target = platform.oldest();
        let arguments = [&["--target", target.as_str()], arguments].concat();
        Library::build_with(cargo, package, "dist", &arguments)
    }

    /// The library with only the emulator, as it ships for tests of applications.
    pub(crate) fn of_the_emulator() -> Result<Library> {
        Library::build(EMULATOR, "dist", if cfg!(target_os = "linux") { LINKED } else { &[] }, &[])
    }

    fn build(
        package: (&str, &str),
        profile: &str,
        arguments: &[&str],
        environment: &[(String, PathBuf)],
    ) -> Result<Library> {
        let mut cargo = workspace::cargo();
        cargo.envs(environment.iter().map(|(name, value)| (name, value)));
        Library::build_with(cargo, package, profile, arguments)
    }

    fn build_with(
        mut build: Command,
        (package, name): (&str, &str),
        profile: &str,
        arguments: &[&str],
    ) -> Result<Library> {
        // `rustc` chooses the crate type: the tests use the emulator as a Rust library.
        build.args(["rustc", "--quiet", "--lib", "--package", package, "--profile", profile]);
        build.args(["--crate-type", "cdylib,staticlib", "--message-format", "json-render-diagnostics"]);
        build.args(arguments);
        let files = workspace::built(&mut build, |mut message| {
            let files = (message["target"]["name"] == name).then(|| message["filenames"].take())?;
            serde_json::from_value::<Vec<PathBuf>>(files).ok()
        })?;
        let file = |extensions: [&str; 3]| {
            let mut found = files
                .iter()
                .filter(|file| extensions.iter().any(|end| file.extension() == Some(end.as_ref())));
            found.next().cloned().with_context(|| format!("cargo built no .{}", extensions[0]))
        };
        Ok(Library { shared: file(["so", "dylib", "dll"])?, archive: file(["a", "lib", "lib"])? })
    }

    /// Generates the sources into `folder`. Unchanged files keep their modification time, so that compilers do not rebuild them.
    pub(crate) fn generate(&self, language: Language, folder: &Path) -> Result<()> {
        let fresh = tempfile::tempdir()?;
        let mut bindgen = Command::new(workspace::build(&["--package", "chat44mp-uniffi-bindgen"])?);
        bindgen.arg(match language {
            Language::Kotlin => "kotlin",
            Language::Swift => "swift",
        });
        bindgen.arg(&self.shared).arg("--config").arg(workspace::root().join("bindings/uniffi/uniffi.toml"));
        workspace::run(bindgen.arg("--out").arg(fresh.path()))
            .with_context(|| format!("uniffi could not generate the sources for {language:?}"))?;
        files::mirror(fresh.path(), folder)
    }
}
