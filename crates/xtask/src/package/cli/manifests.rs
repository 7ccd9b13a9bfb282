//! The manifests of Homebrew and Scoop, which name the archives of all platforms with their checksums.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::super::output::show;
use super::names::VERSION;
use crate::workspace;

/// The templates in `packaging/`.
pub(crate) const MANIFESTS: [&str; 2] = ["chat44mp.rb", "chat44mp.json"];

/// Writes the manifests into the folder with the archives that they name, if these are there.
pub(in super::super) fn write(folder: &Path) -> Result<()> {
    let hashes = hashes(folder)?;
    for manifest in MANIFESTS {
        let template = fs::read_to_string(workspace::root().join("packaging").join(manifest))?;
        let text = fill_in(&template, &hashes);
        let missing: Vec<_> =
            text.split("{sha256:").skip(1).filter_map(|rest| rest.split('}').next()).collect();
        if missing.is_empty() {
            fs::write(folder.join(manifest), text)?;
            show(&folder.join(manifest))?;
        } else {
            let missing = missing.join(", ");
            println!("{manifest}: skipped, the archives of {missing} are not in {}", folder.display());
        }
    }
    Ok(())
}

fn fill_in(template: &str, hashes: &BTreeMap<String, String>) -> String {
    let (homepage, repository) = (env!("CARGO_PKG_HOMEPAGE"), env!("CARGO_PKG_REPOSITORY"));
    let mut text = template.replace("{version}", VERSION).replace("{homepage}", homepage);
    for (archive, hash) in hashes {
        let target = archive.trim_start_matches(&format!("chat44mp-{VERSION}-")).to_owned();
        let target = target.trim_end_matches(".tar.gz").trim_end_matches(".zip");
        let url = format!("{repository}/releases/download/v{VERSION}/{archive}");
        text =
            text.replace(&format!("{{url:{target}}}"), &url).replace(&format!("{{sha256:{target}}}"), hash);
    }
    text
}

/// The archives of this version in a folder, and their checksums.
fn hashes(folder: &Path) -> Result<BTreeMap<String, String>> {
    let files = fs::read_dir(folder)?.flatten().map(|file| file.path());
    let checksums = files.filter(|file| file.extension().is_some_and(|extension| extension == "sha256"));
    let read = |file: PathBuf| {
        let text = fs::read_to_string(&file)?;
        let (hash, archive) = text.trim().split_once("  ").with_context(|| format!("{}", file.display()))?;
        Ok((archive.to_owned(), hash.to_owned()))
    };
    let all = checksums.map(read).collect::<Result<BTreeMap<_, _>>>()?;
    Ok(all.into_iter().filter(|(archive, _)| archive.starts_with(&format!("chat44mp-{VERSION}-"))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::package::cli::names::archive_of;
    use crate::platforms::PLATFORMS;

    #[test]
    fn name_archives_that_a_release_has() -> Result<()> {
        let archives = PLATFORMS.iter().map(|it| archive_of(&format!("chat44mp-{VERSION}-{}", it.target)));
        let hashes = archives.map(|archive| (archive, "5eed".to_owned())).collect();
        for manifest in MANIFESTS {
            let template = fs::read_to_string(workspace::root().join("packaging").join(manifest))?;
            let text = fill_in(&template, &hashes);
            assert!(text.contains("5eed") && !text.contains("{sha256:") && !text.contains("{url:"), "{text}");
        }
        Ok(())
    }
}
