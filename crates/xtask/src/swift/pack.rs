//! The Swift package as it ships, and projects elsewhere that use it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::sources;
use super::toolchain::Toolchain;
use crate::emulator::{check_program, check_quickstart};
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

/// Uses the package in `packed` from projects elsewhere, as the README says: with its manifest, and the lines of its console
/// blocks. Runs its quickstart, its test and a command-line tool, compiles all its other code, and returns the quickstart's
/// program.
pub(super) fn check(toolchain: &Toolchain, packed: &Path, configuration: &str) -> Result<PathBuf> {
    let folder = tempfile::tempdir()?;
    let folder = folder.path();
    let readme = fs::read_to_string(sources::folder().join("README.md"))?;
    write_project(&folder.join("shop"), &readme)?;
    files::mirror(&sources::folder().join("Tests/Consumers/People"), &folder.join("people"))?;
    files::mirror(packed, &folder.join("chat44mp"))?;
    let shell = |project: &str, commands: &str| {
        let mut command = toolchain.command("sh", folder);
        // The projects share the package's objects.
        command.env("SWIFTPM_BUILD_DIR", folder.join("build"));
        command.env_remove("PKG_CONFIG_PATH").args(["-euc", &format!("cd {project}\n{commands}")]);
        command
    };
    let build = format!("swift build --configuration {configuration}");
    checked(&mut shell("shop", &build))?;
    check_quickstart(|| Ok(shell("shop", &printed(&readme, "swift run Shop")?)))?;
    let program = workspace::target().join("swift/Shop");
    fs::copy(folder.join("build").join(configuration).join("Shop"), &program)?;
    let tested = checked(&mut shell("shop", "swift test"))?;
    ensure!(tested.contains("Executed 1 test, with 0 failures"), "{tested}");
    check_tool(&readme, &|commands| shell("people", commands))?;
    check_missing_library(folder, &|commands| shell("shop", commands))?;
    Ok(program)
}

/// A command-line tool prints a table of an import, and how to fix an error.
fn check_tool(readme: &str, shell: &dyn Fn(&str) -> Command) -> Result<()> {
    checked(&mut shell("swift build"))?;
    check_program(["2 of 3 created", "already exists"], || Ok(shell(&printed(readme, "swift run people")?)))?;
    let mut without_key = shell("swift run people people.csv \"Spring sale\"");
    let output = without_key.env_remove("CHAT44MP_API_KEY").output()?;
    let shown = String::from_utf8_lossy(&output.stderr);
    let is_shown = shown.contains("[missing_api_key]") && shown.contains("hint: ");
    ensure!(!output.status.success() && is_shown, "{shown}");
    Ok(())
}

/// A package without the library for this machine says so, instead of failing to link. A new build folder has no cached plan.
fn check_missing_library(folder: &Path, shell: &dyn Fn(&str) -> Command) -> Result<()> {
    let library = folder.join("chat44mp/bindings/swift").join(sources::library_name());
    fs::remove_dir_all(&library)?;
    let output = shell("swift build --manifest-cache none --scratch-path .build-without-library").output()?;
    let printed = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    ensure!(!output.status.success() && printed.contains("chat44mp has no library for"), "{printed}");
    Ok(())
}

/// Writes a project with the code of the README.
fn write_project(project: &Path, readme: &str) -> Result<()> {
    let blocks = blocks(readme, "swift");
    let find = |what: &str| {
        let block = blocks.iter().find(|block| block.contains(what));
        block.with_context(|| format!("the README has no code with {what:?}"))
    };
    let program = find("import Chat44mp\n\nlet client")?;
    let example = fs::read_to_string(sources::folder().join("Examples/Quickstart/main.swift"))?;
    ensure!(*program == example, "the README's quickstart differs from Examples/Quickstart/main.swift");
    let snippets = blocks.iter().filter(|block| !block.contains("import "));
    let snippets: String = snippets
        .enumerate()
        .map(|(at, block)| format!("func snippet{at}(client: Client) async throws {{\n{block}}}\n\n"))
        .collect();

    files::write(&project.join("Package.swift"), find("let package = Package(")?)?;
    files::write(&project.join("Sources/Shop/main.swift"), program)?;
    files::write(&project.join("Tests/ShopTests/SaleTests.swift"), find("XCTestCase")?)?;
    files::write(&project.join("Tests/ShopTests/Snippets.swift"), IMPORTS.to_owned() + &snippets)
}

/// Runs a SwiftPM command without failures and warnings, and returns its output.
fn checked(command: &mut Command) -> Result<String> {
    let output = command.output()?;
    let printed = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success() && !printed.contains("warning: "), "{printed}");
    Ok(printed.into_owned())
}

/// The commands of the README's console block with this line.
fn printed(readme: &str, line: &str) -> Result<String> {
    let blocks = blocks(readme, "console").into_iter();
    let block = blocks.into_iter().find(|block| block.contains(line));
    Ok(block.with_context(|| format!("the README has no console block with {line:?}"))?.replace("$ ", ""))
}

/// The code blocks of a Markdown text in this language, without indentation.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some(indent) = line.strip_suffix(language).and_then(|line| line.strip_suffix("```")) else {
            continue;
        };
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
        assert_eq!(blocks(text, "swift"), ["let a = 1\n", "if a {\n    b()\n}\n"]);
        assert_eq!(blocks(text, "console"), ["$ c\n"]);
    }
}
