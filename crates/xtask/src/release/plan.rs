//! What a release publishes, and in which order: a package after the packages that it depends on.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::versions::VERSION;
use crate::package::{MANIFESTS, archive_of, linux_packages};
use crate::platforms::PLATFORMS;
use crate::python::DISTRIBUTIONS;
use crate::workspace;

/// One package to publish.
pub(super) struct Step {
    pub(super) registry: &'static str,
    pub(super) name: String,
    /// Names of its files, and their limits in budgets.toml, if they have one.
    pub(super) files: Vec<(String, Option<&'static str>)>,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<13} {}", self.registry, self.name)?;
        match self.files.as_slice() {
            [] => Ok(()),
            [(file, _)] => write!(f, " ({file})"),
            files => write!(f, " ({} files)", files.len()),
        }
    }
}

/// All packages in order. A registry's failure stops the release, so those in which a version can be yanked come first.
pub(super) fn plan() -> Result<Vec<Step>> {
    let mut steps = crates()?;
    steps.extend(python());
    steps.extend(npm("node", "")?);
    steps.extend(npm("node/testing", "-testing")?);
    steps.extend(maven());
    steps.extend(github());
    Ok(steps)
}

/// The crates that may be published.
fn crates() -> Result<Vec<Step>> {
    let metadata =
        workspace::cargo().args(["metadata", "--format-version", "1", "--no-deps", "--offline"]).output()?;
    ensure!(
        metadata.status.success(),
        "cargo metadata failed: {}",
        String::from_utf8_lossy(&metadata.stderr)
    );
    let metadata: Value = serde_json::from_slice(&metadata.stdout)?;
    let packages = metadata["packages"].as_array().context("cargo metadata has no packages")?;
    let needs = packages.iter().filter(|package| package["publish"].is_null()).filter_map(|package| {
        let dependencies = package["dependencies"].as_array()?.iter();
        let published = dependencies.filter(|dependency| dependency["kind"] != "dev");
        let names = published.filter_map(|dependency| dependency["name"].as_str());
        Some((package["name"].as_str()?, names.collect::<Vec<_>>()))
    });
    let ordered = ordered(needs.collect())?;
    let step = |name: String| {
        let file = (format!("{name}-{VERSION}.crate"), Some("crate"));
        Step { registry: "crates.io", name, files: vec![file] }
    };
    Ok(ordered.into_iter().map(step).collect())
}

/// Packages after those that they depend on.
fn ordered(mut left: BTreeMap<&str, Vec<&str>>) -> Result<Vec<String>> {
    let mut ordered = Vec::new();
    while !left.is_empty() {
        let is_ready = |needs: &Vec<&str>| needs.iter().all(|name| !left.contains_key(name));
        let ready: Vec<&str> =
            left.iter().filter(|(_, needs)| is_ready(needs)).map(|(name, _)| *name).collect();
        ensure!(!ready.is_empty(), "crates depend on each other: {left:?}");
        left.retain(|name, _| !ready.contains(name));
        ordered.extend(ready.into_iter().map(str::to_owned));
    }
    Ok(ordered)
}

fn python() -> impl Iterator<Item = Step> {
    DISTRIBUTIONS.iter().map(|distribution| {
        let stem = format!("{}-{VERSION}", distribution.name);
        let wheel = if distribution.is_for_tests() { "wheel-testing" } else { "wheel" };
        let wheels = PLATFORMS.iter().map(|it| (format!("{stem}-cp310-abi3-{}.whl", it.wheel), Some(wheel)));
        let sdist = (format!("{stem}.tar.gz"), Some("sdist"));
        let files = wheels.chain([sdist]).collect();
        Step { registry: "PyPI", name: distribution.name.replace('_', "-"), files }
    })
}

/// A package and, before it, the packages of its native library, which it depends on.
fn npm(folder: &str, kind: &str) -> Result<Vec<Step>> {
    let read = |file: &str| -> Result<Value> {
        Ok(serde_json::from_str(&fs::read_to_string(workspace::root().join(file))?)?)
    };
    let manifest = read(&format!("{folder}/package.json"))?;
    let name = manifest["name"].as_str().context("package.json has no name")?;
    let targets = read("node/lib/platforms.json")?;
    let targets: Vec<&str> =
        targets["targets"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    ensure!(targets == PLATFORMS.map(|it| it.npm), "node/lib/platforms.json and the platforms of CI differ");
    let step = |name: String, budget| {
        let file = (format!("{name}-{VERSION}.tgz"), Some(budget));
        Step { registry: "npm", name, files: vec![file] }
    };
    let budget = if kind.is_empty() { "npm-platform" } else { "npm-platform-testing" };
    let platforms = targets.iter().map(|target| step(format!("{name}-{target}"), budget));
    Ok(platforms.chain([step(name.to_owned(), "npm")]).collect())
}

/// One upload with all artefacts, which Maven Central publishes together.
fn maven() -> [Step; 1] {
    let artefacts = [("chat44mp", "jar"), ("chat44mp-testing", "jar-testing"), ("chat44mp-android", "aar")];
    let mut files = vec![(format!("chat44mp-parent-{VERSION}.pom"), None)];
    for (name, budget) in artefacts {
        let stem = format!("{name}-{VERSION}");
        let end = if budget == "aar" { "aar" } else { "jar" };
        files.push((format!("{stem}.{end}"), Some(budget)));
        for end in [".pom", "-sources.jar", "-javadoc.jar"] {
            files.push((format!("{stem}{end}"), None));
        }
    }
    [Step { registry: "Maven Central", name: "com.chat44mp".to_owned(), files }]
}

/// What the draft of a release on GitHub contains.
fn github() -> [Step; 2] {
    let step = |name: &str, files| Step { registry: "GitHub", name: name.to_owned(), files };
    let framework = ("Chat44MPFFI.xcframework.zip".to_owned(), Some("xcframework"));
    let archives = PLATFORMS.iter().flat_map(|platform| {
        let archive = archive_of(&format!("chat44mp-{VERSION}-{}", platform.target));
        let checksum = (format!("{archive}.sha256"), None);
        [(archive, Some("cli-archive")), checksum]
    });
    let linux = ["x86_64", "aarch64"].into_iter().flat_map(linux_packages);
    let linux = linux.map(|(file, budget)| (file, Some(budget)));
    let manifests = MANIFESTS.map(|manifest| (manifest.to_owned(), None));
    let program = archives.chain(linux).chain(manifests).collect();
    [step("the Swift package", vec![framework]), step("the command line", program)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn publishes_a_package_after_those_that_it_depends_on() -> Result<()> {
        let steps = plan()?;
        let at = |name: &str, registry: &str| {
            let found = steps.iter().position(|step| step.name == name && step.registry == registry);
            found.with_context(|| format!("{name} is not published on {registry}"))
        };
        for (first, second) in [
            ("chat44mp-macros", "chat44mp"),
            ("chat44mp", "chat44mp-emulator"),
            ("chat44mp-emulator", "chat44mp-cli"),
        ] {
            assert!(at(first, "crates.io")? < at(second, "crates.io")?);
        }
        for platform in &PLATFORMS {
            for main in ["chat44mp", "chat44mp-testing"] {
                assert!(at(&format!("{main}-{}", platform.npm), "npm")? < at(main, "npm")?);
            }
        }
        assert!(at("chat44mp", "npm")? < at("chat44mp-testing", "npm")?);
        assert!(at("chat44mp", "PyPI")? < at("chat44mp-testing", "PyPI")?);
        Ok(())
    }

    #[test]
    fn refuses_a_circle() {
        assert!(ordered(BTreeMap::from([("a", vec!["b"]), ("b", vec!["a"])])).is_err());
    }
}
