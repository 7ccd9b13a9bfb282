//! The package for Android: the classes of the Kotlin package, the library for each processor, and the rules for R8.
//!
//! An AAR is an archive with files of fixed names, so neither Gradle nor Android Studio is needed; the NDK is.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::output::{check_alignment, empty_folder, show, weigh_client};
use crate::uniffi::Library;
use crate::workspace;

/// What the oldest Android is that the library runs on, which is what the newest NDKs build for at least.
const API: u32 = 21;

/// A processor: as Android calls it, as Rust does, and as the NDK's compiler does.
const PROCESSORS: &[(&str, &str, &str)] = &[
    ("arm64-v8a", "aarch64-linux-android", "aarch64-linux-android"),
    ("armeabi-v7a", "armv7-linux-androideabi", "armv7a-linux-androideabi"),
    ("x86_64", "x86_64-linux-android", "x86_64-linux-android"),
];

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Whether this machine can.
pub(super) fn is_possible() -> bool {
    ndk().is_some()
}

/// What a machine needs that can.
pub(super) const NEEDED: &str = "an Android NDK: get one with Android Studio or `sdkmanager \"ndk;28.2.13676358\"`, and \
                                 name its folder in ANDROID_NDK_HOME";

/// Builds it into `target/package/android`, as a repository of Maven's.
pub(super) fn package() -> Result<()> {
    let compilers = compilers(&ndk().with_context(|| format!("a package for Android needs {NEEDED}"))?)?;
    let jar = workspace::root().join(format!("bindings/kotlin/library/target/chat44mp-{VERSION}.jar"));
    ensure!(
        jar.is_file(),
        "its classes come from {}: build that with `cargo xtask package --lang kotlin`",
        jar.display()
    );
    let contents = tempfile::tempdir()?;
    for (processor, target, compiler) in PROCESSORS {
        println!("building the library for {processor} (profile `dist`; some minutes) …");
        let library = Library::to_ship_for(target, &[], &environment(&compilers, target, compiler))?.shared;
        place(&library, processor, contents.path())?;
    }
    show(&assemble(&jar, contents.path())?)
}

/// The NDK's folder, as its users and its installers name it.
fn ndk() -> Option<PathBuf> {
    let named = ["ANDROID_NDK_HOME", "ANDROID_NDK_ROOT", "ANDROID_NDK"].iter().filter_map(env::var_os);
    let installed = ["ANDROID_HOME", "ANDROID_SDK_ROOT"].iter().filter_map(env::var_os).filter_map(|sdk| {
        let versions = fs::read_dir(Path::new(&sdk).join("ndk")).ok()?;
        versions.flatten().map(|version| version.path()).max()
    });
    named.map(PathBuf::from).chain(installed).find(|ndk| ndk.is_dir())
}

/// Where it has its compilers.
fn compilers(ndk: &Path) -> Result<PathBuf> {
    let host = match env::consts::OS {
        "macos" => "darwin-x86_64",
        "windows" => "windows-x86_64",
        _ => "linux-x86_64",
    };
    let compilers = ndk.join("toolchains/llvm/prebuilt").join(host).join("bin");
    ensure!(compilers.is_dir(), "{} has no compilers for this machine ({host})", ndk.display());
    Ok(compilers)
}

/// What cargo, and what compiles C for it, go by.
fn environment(compilers: &Path, target: &str, compiler: &str) -> Vec<(String, PathBuf)> {
    let script = if cfg!(windows) { ".cmd" } else { "" };
    let clang = compilers.join(format!("{compiler}{API}-clang{script}"));
    let archiver = compilers.join(format!("llvm-ar{}", env::consts::EXE_SUFFIX));
    let lower = target.replace('-', "_");
    vec![
        (format!("CC_{lower}"), clang.clone()),
        (format!("AR_{lower}"), archiver),
        (format!("CARGO_TARGET_{}_LINKER", lower.to_uppercase()), clang),
    ]
}

/// Puts a library where an AAR has it, if Android can load it.
fn place(library: &Path, processor: &str, contents: &Path) -> Result<()> {
    weigh_client(processor, library)?;
    // Only what has 64 bits runs on devices with large pages.
    if processor != "armeabi-v7a" {
        check_alignment(processor, library)?;
    }
    let folder = contents.join("jni").join(processor);
    fs::create_dir_all(&folder)?;
    fs::copy(library, folder.join("libchat44mp_native.so"))?;
    Ok(())
}

/// Puts everything together, beside its POM.
fn assemble(jar: &Path, contents: &Path) -> Result<PathBuf> {
    let classes = tempfile::tempdir()?;
    archive(classes.path(), "--extract", jar, &[])?;
    for entry in fs::read_dir(classes.path())? {
        let entry = entry?;
        // The libraries of other systems, each in a folder as JNA names it.
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() && name != "com" && name != "META-INF" {
            fs::remove_dir_all(entry.path())?;
        }
    }
    let rules = fs::read(classes.path().join("META-INF/proguard/chat44mp.pro"));
    fs::write(contents.join("proguard.txt"), rules.context("the jar has no rules for R8")?)?;
    archive(classes.path(), "--create", &contents.join("classes.jar"), &["."])?;
    fs::write(contents.join("AndroidManifest.xml"), manifest())?;
    fs::write(contents.join("R.txt"), "")?;

    let out = empty_folder("android").join("com/chat44mp/chat44mp-android").join(VERSION);
    fs::create_dir_all(&out)?;
    let aar = out.join(format!("chat44mp-android-{VERSION}.aar"));
    archive(contents, "--create", &aar, &["."])?;
    let pom = fs::read_to_string(workspace::root().join("bindings/kotlin/android/pom.xml"))?;
    fs::write(aar.with_extension("pom"), pom)?;
    Ok(aar)
}

fn manifest() -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <manifest xmlns:android=\"http://schemas.android.com/apk/res/android\" package=\"com.chat44mp\">\n    \
         <uses-sdk android:minSdkVersion=\"{API}\" />\n    \
         <uses-permission android:name=\"android.permission.INTERNET\" />\n</manifest>\n"
    )
}

/// The JDK's archiver, in `folder`.
fn archive(folder: &Path, task: &str, file: &Path, entries: &[&str]) -> Result<()> {
    let mut command = Command::new("jar");
    command.current_dir(folder).arg(task).arg("--file").arg(file);
    if task == "--create" {
        command.arg("--no-manifest");
    }
    let status = command.args(entries).status().context("there is no `jar`: install a JDK")?;
    ensure!(status.success(), "{} could not be packed", file.display());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_and_the_compiler_of_c_are_told_where_the_ndk_is() {
        let environment =
            environment(Path::new("/ndk"), "armv7-linux-androideabi", "armv7a-linux-androideabi");
        let names: Vec<_> = environment.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            names,
            [
                "CC_armv7_linux_androideabi",
                "AR_armv7_linux_androideabi",
                "CARGO_TARGET_ARMV7_LINUX_ANDROIDEABI_LINKER"
            ]
        );
        assert!(environment[0].1.ends_with("armv7a-linux-androideabi21-clang"));
    }
}
