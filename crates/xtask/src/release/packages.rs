//! The files of a release, as CI collects them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::plan::Step;
use crate::package;

/// What a repository of Maven and its uploads contain besides the artefacts.
const ATTACHED: [&str; 6] = [".asc", ".md5", ".sha1", ".sha256", ".sha512", "maven-metadata.xml"];

/// Fails if a file of the plan is missing or over its budget, or if there is another file. Writes the files for npm, in order, into
/// `npm.txt`.
pub(super) fn check(plan: &[Step], folder: &Path) -> Result<()> {
    let mut found = BTreeMap::new();
    collect(folder, &mut found)?;
    println!("\nfiles in {}", folder.display());
    let mut npm = String::new();
    for step in plan {
        for (name, budget) in &step.files {
            let file = found.remove(name).with_context(|| format!("{}: {name} is missing", step.registry))?;
            if let Some(budget) = budget {
                package::check_size(budget, &file)?;
            }
            if step.registry == "npm" {
                npm += &format!("{}\n", file.strip_prefix(folder)?.display());
            }
        }
    }
    if let Some((name, _)) = found.into_iter().find(|(name, _)| !is_attached(name)) {
        bail!("{name} does not belong to the release");
    }
    fs::write(folder.join("npm.txt"), npm)?;
    Ok(())
}

fn is_attached(name: &str) -> bool {
    name == "npm.txt" || ATTACHED.iter().any(|end| name.ends_with(end))
}

/// The files below a folder by name.
fn collect(folder: &Path, found: &mut BTreeMap<String, PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))? {
        let entry = entry?;
        match entry.file_type()?.is_dir() {
            true => collect(&entry.path(), found)?,
            false => drop(found.insert(entry.file_name().to_string_lossy().into_owned(), entry.path())),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fails_for_a_missing_and_for_a_stray_file() -> Result<()> {
        let folder = tempfile::tempdir()?;
        let step = |name: &str| Step {
            registry: "npm",
            name: name.to_owned(),
            files: vec![(format!("{name}.tgz"), Some("npm"))],
        };
        let plan = [step("native"), step("main")];
        let failure = || check(&plan, folder.path()).err().map(|error| error.to_string());
        assert_eq!(failure().as_deref(), Some("npm: native.tgz is missing"));
        fs::create_dir(folder.path().join("node"))?;
        for file in ["main.tgz", "node/native.tgz"] {
            fs::write(folder.path().join(file), "")?;
        }
        assert_eq!(failure(), None);
        assert_eq!(fs::read_to_string(folder.path().join("npm.txt"))?, "node/native.tgz\nmain.tgz\n");
        fs::write(folder.path().join("other.whl"), "")?;
        assert_eq!(failure().as_deref(), Some("other.whl does not belong to the release"));
        Ok(())
    }
}
