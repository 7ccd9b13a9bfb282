//! Sets the linker options.

use std::env;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    // Required by Android on devices with 16 KiB pages; older NDKs do not set it.
    if matches!(env::var("CARGO_CFG_TARGET_OS").as_deref(), Ok("android" | "linux")) {
        println!("cargo:rustc-cdylib-link-arg=-Wl,-z,max-page-size=16384");
        // Cargo's `strip` keeps the symbol table of this library, a tenth of its size. The library for tests needs it: the sources of
        // Kotlin and Swift are generated from its symbols.
        if env::var("PROFILE").as_deref() == Ok("release") {
            println!("cargo:rustc-cdylib-link-arg=-Wl,--strip-all");
        }
    }
}
