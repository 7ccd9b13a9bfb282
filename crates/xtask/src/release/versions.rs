//! The version, which Cargo.toml defines and other files repeat.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use regex_lite::Regex;

use crate::workspace;

/// The version of all packages.
pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Texts that must be in a file, with the version in place of `{}`.
const FIELDS: &[(&str, &[&str])] = &[
    (
        "Cargo.toml",
        &[
            "chat44mp = { path = \"crates/chat44mp\", version = \"{}\" }",
            "chat44mp-emulator = { path = \"crates/chat44mp-emulator\", version = \"{}\" }",
            "chat44mp-macros = { path = \"crates/chat44mp-macros\", version = \"{}\" }",
        ],
    ),
    ("python/pyproject.toml", &["\"chat44mp-testing=={}\""]),
    ("python/testing/pyproject.toml", &["\"chat44mp=={}\""]),
    ("node/package.json", &["\"version\": \"{}\""]),
    ("node/testing/package.json", &["\"version\": \"{}\"", "\"chat44mp\": \"{}\""]),
    ("bindings/kotlin/pom.xml", &["<version>{}</version>"]),
    ("bindings/kotlin/android/pom.xml", &["<version>{}</version>"]),
    ("bindings/kotlin/benches/pom.xml", &["<version>{}</version>"]),
    ("bindings/kotlin/library/pom.xml", &["<version>{}</version>"]),
    ("bindings/kotlin/testing/pom.xml", &["<version>{}</version>"]),
    ("bindings/kotlin/tests/pom.xml", &["<version>{}</version>"]),
];

/// A package with a version, such as `chat44mp-0.1.0.tgz` and `com.chat44mp:chat44mp:0.1.0`.
const MENTION: &str = r"chat44mp[a-z0-9_.:-]*?(?:==|[-:@])(\d+\.\d+\.\d+)";

/// The files that can mention a package with its version.
const DOCUMENTS: [&str; 6] = ["*.md", "*.mdx", "*.toml", "*.json", "*.kts", "*.xml"];

/// Fails if a file has another version. Returns the number of places.
pub(super) fn check() -> Result<usize> {
    let mut places = 0;
    for (file, fields) in FIELDS {
        let text = fs::read_to_string(workspace::root().join(file)).with_context(|| (*file).to_owned())?;
        for field in *fields {
            let expected = field.replace("{}", VERSION);
            ensure!(text.contains(&expected), "{file} does not contain {expected:?}");
            places += 1;
        }
    }
    let mention = Regex::new(MENTION)?;
    let mut git = Command::new("git");
    let output = git.current_dir(workspace::root()).args(["ls-files", "--"]).args(DOCUMENTS).output()?;
    for file in String::from_utf8(output.stdout)?.lines() {
        // Seeds of the fuzz targets are not UTF-8.
        let text = fs::read(workspace::root().join(file)).with_context(|| file.to_owned())?;
        for (whole, version) in mentions(&mention, &String::from_utf8_lossy(&text)) {
            ensure!(version == VERSION, "{file} mentions {whole}, but the version is {VERSION}");
            places += 1;
        }
    }
    Ok(places)
}

/// Packages with a version, and the version.
fn mentions<'t>(mention: &Regex, text: &'t str) -> Vec<(&'t str, &'t str)> {
    mention
        .captures_iter(text)
        .filter_map(|found| Some((found.get(0)?.as_str(), found.get(1)?.as_str())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_packages_with_a_version() -> Result<()> {
        let text = "pip install chat44mp==1.2.3; ./chat44mp-linux-x64-gnu-1.2.4.tgz; implementation(\"com.chat44mp:chat44mp:1.2.5\"); \
                    chat44mp 9.9.9; other-1.2.3";
        let versions: Vec<_> =
            mentions(&Regex::new(MENTION)?, text).into_iter().map(|(_, version)| version).collect();
        assert_eq!(versions, ["1.2.3", "1.2.4", "1.2.5"]);
        Ok(())
    }

    #[test]
    fn every_place_has_the_version_of_the_workspace() -> Result<()> {
        check().map(drop)
    }
}
