//! The Android package (AAR): the classes of the Kotlin package, a library per processor, and rules for R8.
//!
//! An AAR is a ZIP file with fixed names, so it requires only the NDK, not Gradle or Android Studio.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::budgets;
use super::output::{check_alignment, empty_folder};
use crate::files;
use crate::uniffi::Library;
use crate::workspace;

/// The oldest supported API level, which is also the minimum of the newest NDKs.
const API: u32 = 21;

/// Names of a processor: of Android, of Rust, and of the NDK's compiler.
const PROCESSORS: &[(&str, &str, &str)] = &[
    ("arm64-v8a", "aarch64-linux-android", "aarch64-linux-android"),
    ("armeabi-v7a", "armv7-linux-androideabi", "armv7a-linux-androideabi"),
    ("x86_64", "x86_64-linux-android", "x86_64-linux-android"),
];

const VERSION: &str = env!("CARGO_PKG_VERSION");

pub(super) fn is_possible() -> bool {
    ndk().is_some()
}

pub(super) const REQUIREMENT: &str = "an Android NDK: install one with Android Studio or `sdkmanager \"ndk;28.2.13676358\"`, \
                                 and set ANDROID_NDK_HOME to its folder";

/// Builds the package into `target/package/android`, a Maven repository.
pub(super) fn package() -> Result<()> {
    let compilers =
        compilers(&ndk().with_context(|| format!("the Android package requires {REQUIREMENT}"))?)?;
    let jar = workspace::root().join(format!("bindings/kotlin/library/target/chat44mp-{VERSION}.jar"));
    ensure!(jar.is_file(), "{} is missing; `cargo xtask package --lang kotlin` builds it", jar.display());
    let contents = tempfile::tempdir()?;
    for (processor, target, compiler) in PROCESSORS {
        println!("building the library for {processor} (profile `dist`; some minutes) …");
        let library = Library::to_ship_for(target, &[], &environment(&compilers, target, compiler))?.shared;
        place(&library, processor, contents.path())?;
    }
    budgets::package("aar", &assemble(&jar, contents.path())?)
}

/// The NDK's folder: set by the user, or the newest in the Android SDK.
fn ndk() -> Option<PathBuf> {
    let named = ["ANDROID_NDK_HOME", "ANDROID_NDK_ROOT", "ANDROID_NDK"].iter().filter_map(env::var_os);
    let installed = ["ANDROID_HOME", "ANDROID_SDK_ROOT"].iter().filter_map(env::var_os).filter_map(|sdk| {
        let versions = fs::read_dir(Path::new(&sdk).join("ndk")).ok()?;
        versions.flatten().map(|version| version.path()).max()
    });
    named.map(PathBuf::from).chain(installed).find(|ndk| ndk.is_dir())
}

/// The folder of the NDK's compilers.
fn compilers(ndk: &Path) -> Result<PathBuf> {
    let host = match env::consts::OS {
        "macos" => "darwin-x86_64",
        "windows" => "windows-x86_64",
        _ => "linux-x86_64",
    };
    let compilers = ndk.join("toolchains/llvm/prebuilt").join(host).join("bin");
    ensure!(compilers.is_dir(), "{} has no compilers for {host}", ndk.display());
    Ok(compilers)
}

/// The cross compiler, for cargo and for build scripts that compile C.
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

/// Adds a library to the AAR, if Android can load it.
fn place(library: &Path, processor: &str, contents: &Path) -> Result<()> {
    budgets::library("kotlin", processor, fs::metadata(library)?.len())?;
    // Devices with large pages run 64-bit code only.
    if processor != "armeabi-v7a" {
        check_alignment(processor, library)?;
    }
    let folder = contents.join("jni").join(processor);
    fs::create_dir_all(&folder)?;
    fs::copy(library, folder.join("libchat44mp_native.so"))?;
    Ok(())
}

/// Creates the AAR and its POM, and adds the sources and documentation, which Maven Central requires.
fn assemble(jar: &Path, contents: &Path) -> Result<PathBuf> {
    let classes = tempfile::tempdir()?;
    archive(classes.path(), "--extract", jar, &[])?;
    for entry in fs::read_dir(classes.path())? {
        let entry = entry?;
        // Libraries of other platforms, in folders named by JNA.
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
    for kind in ["sources", "javadoc"] {
        let same = jar.with_file_name(format!("chat44mp-{VERSION}-{kind}.jar"));
        files::copy(&same, &out.join(format!("chat44mp-android-{VERSION}-{kind}.jar")))?;
    }
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

/// Runs the JDK's `jar` in a folder.
fn archive(folder: &Path, task: &str, file: &Path, entries: &[&str]) -> Result<()> {
    let mut command = Command::new("jar");
    command.current_dir(folder).arg(task).arg("--file").arg(file);
    if task == "--create" {
        command.arg("--no-manifest");
    }
    let status = command.args(entries).status().context("`jar` is missing: install a JDK")?;
    ensure!(status.success(), "{} could not be packed", file.display());
    Ok(())
}
