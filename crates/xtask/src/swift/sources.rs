//! What the Swift package needs besides its committed sources: the library, and what uniffi writes for it. All of it lies in
//! folders that git ignores.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use super::calls;
use crate::uniffi::{Language, Library};
use crate::{files, workspace};

/// The library's archive; Swift links no shared one, so that a program is one file.
pub(super) const ARCHIVE: &str = "libchat44mp_native.a";

/// What Rust's standard library needs on Linux, as `rustc --print native-static-libs` says.
const LINKED: &str = "-lgcc_s -lutil -lrt -lpthread -lm -ldl -lc";

/// A generated file, and where it belongs.
const GENERATED: &[(&str, &str)] = &[
    ("Models.swift", "Chat44mp/Generated"),
    ("Native.swift", "Chat44mp/Generated"),
    ("NativeTesting.swift", "Chat44mpTesting/Generated"),
    ("chat44mpFFI.h", "Chat44MPFFI"),
    ("chat44mp_nativeFFI.h", "Chat44MPFFI"),
    ("chat44mp_testingFFI.h", "Chat44MPFFI"),
    ("module.modulemap", "Chat44MPFFI"),
];

/// Where the package's own files are.
pub(super) fn folder() -> PathBuf {
    workspace::root().join("bindings/swift")
}

/// Where the archive is linked from on this machine, with the file for pkg-config in it.
pub(super) fn library_folder() -> PathBuf {
    folder().join(library_name())
}

/// The same folder, within those of the package.
pub(super) fn library_name() -> String {
    format!("lib/{}-{}", std::env::consts::OS, std::env::consts::ARCH)
}

/// Has uniffi write the sources of the library, and puts them where they belong.
pub(super) fn generate(library: &Library) -> Result<()> {
    let out = workspace::target().join("swift/generated");
    library.generate(Language::Swift, &out)?;
    for (name, place) in GENERATED {
        let written =
            fs::read_to_string(out.join(name)).with_context(|| format!("uniffi wrote no {name}"))?;
        let text = match *name {
            "Models.swift" => without_converters(&written),
            "Native.swift" => internal(&off_io_thread(&written)?),
            name if name.ends_with(".swift") => internal(&written),
            _ => written,
        };
        files::write(&folder().join("Sources").join(place).join(name), text)?;
    }
    let calls = calls::source(&folder().join("Sources/Chat44mp/Resources"))?;
    files::write(&folder().join("Tests/Chat44mpTests/Generated/Calls.swift"), calls)
}

/// Puts the archive where it is linked from; says whether it is another than before.
pub(super) fn place(library: &Library) -> Result<bool> {
    let place = library_folder();
    fs::create_dir_all(place.join("pkgconfig"))?;
    files::write(&place.join("pkgconfig/chat44mp.pc"), pkg_config())?;
    let placed = place.join(ARCHIVE);
    let state = |file: &Path| fs::metadata(file).and_then(|about| Ok((about.len(), about.modified()?))).ok();
    if state(&library.fixed).is_some() && state(&library.fixed) == state(&placed) {
        return Ok(false);
    }
    let _ = fs::remove_file(&placed);
    // It is large; across file systems it has to be copied.
    fs::hard_link(&library.fixed, &placed)
        .or_else(|_| fs::copy(&library.fixed, &placed).map(drop))
        .context("the archive")?;
    Ok(true)
}

fn pkg_config() -> String {
    let version = env!("CARGO_PKG_VERSION");
    format!(
        "Name: chat44mp\nDescription: The library of the Swift package chat44mp\nVersion: {version}\n\
         Libs: -L${{pcfiledir}}/.. -lchat44mp_native {LINKED}\n"
    )
}

/// Generated plumbing, which nobody outside the module has to see.
fn internal(source: &str) -> String {
    lines(source, |line| {
        let line = line.strip_prefix("public ").or_else(|| line.strip_prefix("open ")).unwrap_or(line);
        line.replace("required public ", "required ")
    })
}

/// Generated plumbing that resumes tasks as `Waiting.swift` does. The I/O thread calls it, and no code of the program may run
/// there.
fn off_io_thread(source: &str) -> Result<String> {
    const CHANGES: [(&str, &str); 2] = [
        ("UniffiHandleMap<UnsafeContinuation<Int8, Never>>()", "UniffiHandleMap<WaitingTask>()"),
        (
            "uniffiContinuationHandleMap.insert(obj: $0)",
            "uniffiContinuationHandleMap.insert(obj: WaitingTask($0))",
        ),
    ];
    let mut changed = source.to_owned();
    for (written, instead) in CHANGES {
        ensure!(changed.contains(written), "uniffi no longer writes {written:?}");
        changed = changed.replace(written, instead);
    }
    Ok(changed)
}

/// Generated models, without the plumbing between them.
fn without_converters(source: &str) -> String {
    const PLUMBING: [&str; 3] = ["struct FfiConverter", "func FfiConverter", "func uniffi"];
    lines(source, |line| match line.strip_prefix("public ") {
        Some(item) if PLUMBING.iter().any(|plumbing| item.starts_with(plumbing)) => item.to_owned(),
        _ => line.to_owned(),
    })
}

fn lines(source: &str, change: impl Fn(&str) -> String) -> String {
    let changed = source.lines().map(|line| {
        let text = line.trim_start();
        format!("{}{}\n", &line[..line.len() - text.len()], change(text))
    });
    changed.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plumbing_is_internal_and_models_are_not() {
        let source = "public struct FfiConverterTypeA {\n    public static func lift() {}\n}\npublic struct A {\n    \
                      public let b: Int\n}\nopen class N {\n    required public init() {}\n    open func c() {}\n}\n";
        assert_eq!(
            without_converters(source),
            source.replace("public struct FfiConverterTypeA", "struct FfiConverterTypeA")
        );
        let plumbing = internal(source);
        assert!(!plumbing.contains("public") && !plumbing.contains("open"), "{plumbing}");
        assert!(plumbing.contains("    let b: Int\n") && plumbing.contains("    required init() {}\n"));
    }
}
