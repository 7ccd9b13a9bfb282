//! The support matrix: what CI tests, with what docs/support.json adds, and the versions that the packages require.

use std::collections::BTreeMap;
use std::fs;
use std::slice;

use anyhow::{Context, Result, ensure};
use regex_lite::Regex;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use xtask::{platforms, workspace};

use crate::markdown::table;

/// The packages, by the names of their suites and those for readers.
const PACKAGES: [(&str, &str); 6] = [
    ("python", "Python"),
    ("node", "Node"),
    ("kotlin", "Kotlin"),
    ("swift", "Swift"),
    ("rust", "Rust"),
    ("cli", "Command line"),
];

/// The matrix, as the documentation site reads it.
#[derive(Serialize)]
pub(crate) struct Support {
    /// The names of the packages.
    packages: Vec<&'static str>,
    requirements: Vec<Requirement>,
    platforms: Vec<Row>,
}

#[derive(Serialize)]
struct Requirement {
    package: String,
    /// Such as "Node 20 or newer".
    needs: String,
}

#[derive(Serialize)]
struct Row {
    platform: String,
    /// The support of each package: "tested", "built", "from source" or "no".
    cells: Vec<String>,
}

/// docs/support.json.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    versions: Vec<Version>,
    platforms: Vec<Platform>,
}

/// Where the oldest version of a language is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Version {
    package: String,
    needs: String,
    from: String,
    pattern: String,
}

#[derive(Deserialize)]
struct Platform {
    platform: String,
    /// The job of CI that runs there.
    ci: Option<String>,
    /// The target of a release.
    target: Option<String>,
    /// The support of packages that CI does not test there.
    #[serde(flatten)]
    others: BTreeMap<String, String>,
}

impl Support {
    pub(crate) fn read() -> Result<Support> {
        let source: Source = serde_json::from_str(&text("docs/support.json")?)?;
        let jobs = jobs()?;
        let requirements = source.versions.iter().map(requirement).collect::<Result<_>>()?;
        let platforms = source.platforms.iter().map(|it| row(it, &jobs)).collect::<Result<_>>()?;
        Ok(Support { packages: PACKAGES.map(|(_, name)| name).to_vec(), requirements, platforms })
    }

    /// The matrix as Markdown.
    pub(crate) fn tables(&self) -> String {
        let needs = |it: &Requirement| [it.package.clone(), it.needs.clone()];
        let requirements = table(["package", "needs"], self.requirements.iter().map(needs));
        let row = |row: &Row| [slice::from_ref(&row.platform), &row.cells].concat();
        let platforms = table([&["platform"], &self.packages[..]].concat(), self.platforms.iter().map(row));
        format!("{requirements}\n{platforms}")
    }
}

fn text(file: &str) -> Result<String> {
    fs::read_to_string(workspace::root().join(file)).with_context(|| file.to_owned())
}

fn requirement(version: &Version) -> Result<Requirement> {
    let Version { package, needs, from, pattern } = version;
    let text = text(from)?;
    let found = Regex::new(pattern)?.captures(&text).and_then(|found| found.get(1));
    let oldest = found.with_context(|| format!("{from} does not match {pattern}"))?.as_str();
    Ok(Requirement { package: package.clone(), needs: format!("{needs} {oldest} or newer") })
}

/// The jobs of CI that run suites, by their names. The job for Linux runs all.
fn jobs() -> Result<BTreeMap<String, Vec<String>>> {
    // The key `on` is no boolean.
    let options = serde_saphyr::options! { strict_booleans: true };
    let workflow: Value = serde_saphyr::from_str_with_options(&text(".github/workflows/ci.yml")?, options)?;
    let systems = &workflow["jobs"]["systems"]["strategy"]["matrix"]["include"];
    let mut jobs = BTreeMap::new();
    for job in systems.as_array().context("the job `systems` of ci.yml has no matrix")? {
        let field = |name: &str| job[name].as_str().with_context(|| format!("a job of ci.yml has no {name}"));
        jobs.insert(field("name")?.to_owned(), field("suites")?.split(',').map(str::to_owned).collect());
    }
    let all = workflow["jobs"]["linux"]["name"].as_str().context("ci.yml has no job `linux`")?;
    jobs.insert(all.to_owned(), PACKAGES.map(|(suite, _)| suite.to_owned()).to_vec());
    Ok(jobs)
}

fn row(platform: &Platform, jobs: &BTreeMap<String, Vec<String>>) -> Result<Row> {
    let Platform { platform: name, ci, target, others } = platform;
    let suites = match ci {
        Some(job) => jobs.get(job).with_context(|| format!("ci.yml has no job {job}"))?.as_slice(),
        None => &[],
    };
    let released = target
        .as_ref()
        .map(|target| platforms::find(target).with_context(|| format!("no release has {target}")))
        .transpose()?;
    let cell = |(package, _): (&str, &str)| {
        let other = others.get(package).map(String::as_str);
        if suites.iter().any(|suite| suite == package) {
            ensure!(other.is_none(), "{name}: CI tests {package}, so support.json need not mention it");
            return Ok("tested".to_owned());
        }
        let has_library = released.is_none_or(|it| package != "kotlin" || it.has_kotlin());
        ensure!(has_library || other != Some("built"), "{name}: no release has a library for {package}");
        Ok(other.unwrap_or("no").to_owned())
    };
    let known = |package: &String| PACKAGES.iter().any(|(name, _)| name == package);
    ensure!(others.keys().all(known), "{name}: an unknown package in {others:?}");
    let cells = PACKAGES.into_iter().map(cell).collect::<Result<_>>()?;
    Ok(Row { platform: name.clone(), cells })
}
