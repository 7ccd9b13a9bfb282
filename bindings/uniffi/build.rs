//! What the linker has to know.

use std::env;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    // Android loads nothing else on devices with pages of 16 KiB, and older NDKs do not do it by themselves.
    if matches!(env::var("CARGO_CFG_TARGET_OS").as_deref(), Ok("android" | "linux")) {
        println!("cargo:rustc-cdylib-link-arg=-Wl,-z,max-page-size=16384");
        // Cargo's own `strip` leaves the names of functions in what is linked here: a tenth of what ships.
        if env::var("DEBUG").as_deref() == Ok("false") {
            println!("cargo:rustc-cdylib-link-arg=-Wl,--strip-all");
        }
    }
}
