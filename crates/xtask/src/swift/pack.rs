//! The package as people get it, and a project that uses it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::sources;
use super::toolchain::Toolchain;
use crate::emulator::check_quickstart;
use crate::{files, workspace};

/// The line of Package.swift from which on it is only for this repository.
const CUT: &str = "// What follows is not packed";

/// Puts all that ships into `out`, with the library that was built last: what others depend on, by path or as a git repository.
pub(crate) fn pack(out: &Path) -> Result<()> {
    if out.exists() {
        fs::remove_dir_all(out)?;
    }
    let root = workspace::root();
    let manifest = fs::read_to_string(root.join("Package.swift"))?;
    let shipped = manifest.split(CUT).next().unwrap_or_default().trim_end();
    ensure!(shipped.len() < manifest.trim_end().len(), "Package.swift has no line {CUT:?}");
    fs::create_dir_all(out)?;
    fs::write(out.join("Package.swift"), format!("{shipped}\n"))?;
    for name in ["LICENSE-APACHE", "LICENSE-MIT"] {
        fs::copy(root.join(name), out.join(name))?;
    }
    fs::copy(sources::folder().join("README.md"), out.join("README.md"))?;
    let packed = out.join("bindings/swift");
    for name in ["Sources", "lib", "Chat44MPFFI.xcframework"] {
        let from = sources::folder().join(name);
        if from.exists() {
            files::mirror(&from, &packed.join(name))?;
        }
    }
    Ok(())
}

/// A project elsewhere that takes the package in `packed`: it runs the README's quickstart against an emulator, and the
/// README's test, and compiles whatever else the README shows. Gives the quickstart's program.
pub(super) fn check(toolchain: &Toolchain, packed: &Path, configuration: &str) -> Result<PathBuf> {
    let project = tempfile::tempdir()?;
    let project = project.path();
    let readme = fs::read_to_string(sources::folder().join("README.md"))?;
    let blocks = blocks(&readme);
    let program = blocks.iter().find(|block| block.starts_with("import Chat44mp\n\nlet client"));
    let program = program.context("the README has no quickstart")?;
    let example = fs::read_to_string(sources::folder().join("Examples/Quickstart/main.swift"))?;
    ensure!(*program == example, "the README's quickstart is not Examples/Quickstart/main.swift");
    let test = blocks.iter().find(|block| block.contains("XCTestCase")).context("the README has no test")?;
    let snippets = blocks.iter().filter(|block| !block.contains("import ") && !block.contains(".package("));
    let snippets: String = snippets
        .enumerate()
        .map(|(at, block)| format!("func snippet{at}(client: Client) async throws {{\n{block}}}\n\n"))
        .collect();

    let from = sources::folder().join("Tests/Consumer");
    files::mirror(&from, project)?;
    files::mirror(packed, &project.join("chat44mp"))?;
    files::write(&project.join("Sources/Shop/main.swift"), program)?;
    files::write(&project.join("Tests/ShopTests/SaleTests.swift"), test)?;
    let imports = "import Chat44mp\nimport Foundation\n#if canImport(FoundationNetworking)\n    import \
                   FoundationNetworking\n#endif\n\n";
    files::write(&project.join("Tests/ShopTests/Snippets.swift"), format!("{imports}{snippets}"))?;

    let mut build = task(toolchain, project, "build");
    let output = build.args(["--configuration", configuration]).output()?;
    let printed = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success() && !printed.contains("warning: "), "{printed}");

    check_quickstart(|| {
        let mut run = task(toolchain, project, "run");
        run.args(["--quiet", "--configuration", configuration, "Shop"]);
        Ok(run)
    })?;

    let program = workspace::target().join("swift/Shop");
    fs::copy(project.join(".build").join(configuration).join("Shop"), &program)?;

    let output = task(toolchain, project, "test").output()?;
    let printed = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    let is_passed = output.status.success() && printed.contains("Executed 1 test, with 0 failures");
    ensure!(is_passed && !printed.contains("warning: "), "{printed}");
    Ok(program)
}

/// A task of SwiftPM for a project that has the package in a folder of its own.
fn task(toolchain: &Toolchain, project: &Path, task: &str) -> Command {
    let mut command = toolchain.command("swift", project);
    let library = Path::new("bindings/swift").join(sources::library_name()).join("pkgconfig");
    command.arg(task).env("PKG_CONFIG_PATH", project.join("chat44mp").join(library));
    command
}

/// The Swift of a text in Markdown, without what the blocks are indented by.
fn blocks(text: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some(indent) = line.strip_suffix("```swift") else { continue };
        let block = lines.by_ref().take_while(|line| line.trim() != "```");
        blocks.push(block.map(|line| format!("{}\n", line.strip_prefix(indent).unwrap_or(line))).collect());
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_lose_what_they_are_indented_by() {
        let text = "a\n```swift\nlet a = 1\n```\n- b\n\n  ```swift\n  if a {\n      b()\n  }\n  ```\n```console\n$ c\n```\n";
        assert_eq!(blocks(text), ["let a = 1\n", "if a {\n    b()\n}\n"]);
    }
}
