//! The Swift package as it ships, and a project elsewhere that uses it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::sources;
use super::toolchain::Toolchain;
use crate::emulator::check_quickstart;
use crate::{files, workspace};

/// The line of Package.swift after which targets are for this repository only.
const CUT: &str = "// What follows is not packed";

const IMPORTS: &str = "import Chat44mp\nimport Foundation\n#if canImport(FoundationNetworking)\n    \
                       import FoundationNetworking\n#endif\n\n";

/// Packs the package with the last built library into `out`, ready to depend on by path or as a git repository.
pub(crate) fn pack(out: &Path) -> Result<()> {
    if out.exists() {
        fs::remove_dir_all(out)?;
    }
    let root = workspace::root();
    let manifest = fs::read_to_string(root.join("Package.swift"))?;
    let (shipped, _) =
        manifest.split_once(CUT).with_context(|| format!("Package.swift has no line {CUT:?}"))?;
    files::write(&out.join("Package.swift"), format!("{}\n", shipped.trim_end()))?;
    for name in ["LICENSE-APACHE", "LICENSE-MIT"] {
        fs::copy(root.join(name), out.join(name))?;
    }
    fs::copy(sources::folder().join("README.md"), out.join("README.md"))?;
    for name in ["Sources", "lib", "Chat44MPFFI.xcframework"] {
        let from = sources::folder().join(name);
        if from.exists() {
            files::mirror(&from, &out.join("bindings/swift").join(name))?;
        }
    }
    Ok(())
}

/// Uses the package in `packed` from a project elsewhere: runs the README's quickstart and test, compiles all other code of the
/// README, and returns the quickstart's program.
pub(super) fn check(toolchain: &Toolchain, packed: &Path, configuration: &str) -> Result<PathBuf> {
    let project = tempfile::tempdir()?;
    let project = project.path();
    write_project(project, packed)?;
    checked(task(toolchain, project, "build").args(["--configuration", configuration]))?;
    check_quickstart(|| {
        let mut run = task(toolchain, project, "run");
        run.args(["--quiet", "--configuration", configuration, "Shop"]);
        Ok(run)
    })?;
    let program = workspace::target().join("swift/Shop");
    fs::copy(project.join(".build").join(configuration).join("Shop"), &program)?;
    let printed = checked(&mut task(toolchain, project, "test"))?;
    ensure!(printed.contains("Executed 1 test, with 0 failures"), "{printed}");
    Ok(program)
}

/// Writes a project with the code of the README.
fn write_project(project: &Path, packed: &Path) -> Result<()> {
    let readme = fs::read_to_string(sources::folder().join("README.md"))?;
    let blocks = blocks(&readme);
    let program = blocks.iter().find(|block| block.starts_with("import Chat44mp\n\nlet client"));
    let program = program.context("the README has no quickstart")?;
    let example = fs::read_to_string(sources::folder().join("Examples/Quickstart/main.swift"))?;
    ensure!(*program == example, "the README's quickstart differs from Examples/Quickstart/main.swift");
    let test = blocks.iter().find(|block| block.contains("XCTestCase")).context("the README has no test")?;
    let snippets = blocks.iter().filter(|block| !block.contains("import ") && !block.contains(".package("));
    let snippets: String = snippets
        .enumerate()
        .map(|(at, block)| format!("func snippet{at}(client: Client) async throws {{\n{block}}}\n\n"))
        .collect();

    files::mirror(&sources::folder().join("Tests/Consumer"), project)?;
    files::mirror(packed, &project.join("chat44mp"))?;
    files::write(&project.join("Sources/Shop/main.swift"), program)?;
    files::write(&project.join("Tests/ShopTests/SaleTests.swift"), test)?;
    files::write(&project.join("Tests/ShopTests/Snippets.swift"), IMPORTS.to_owned() + &snippets)
}

/// A SwiftPM command for a project with the package in the folder `chat44mp`.
fn task(toolchain: &Toolchain, project: &Path, name: &str) -> Command {
    let mut command = toolchain.command("swift", project);
    let library = Path::new("chat44mp/bindings/swift").join(sources::library_name()).join("pkgconfig");
    command.arg(name).env("PKG_CONFIG_PATH", project.join(library));
    command
}

/// Runs a SwiftPM command without failures and warnings, and returns its output.
fn checked(command: &mut Command) -> Result<String> {
    let output = command.output()?;
    let printed = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success() && !printed.contains("warning: "), "{printed}");
    Ok(printed.into_owned())
}

/// The Swift code blocks of a Markdown text, without indentation.
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
    fn removes_the_indentation_of_code_blocks() {
        let text = "a\n```swift\nlet a = 1\n```\n- b\n\n  ```swift\n  if a {\n      b()\n  }\n  ```\n```console\n$ c\n```\n";
        assert_eq!(blocks(text), ["let a = 1\n", "if a {\n    b()\n}\n"]);
    }
}
