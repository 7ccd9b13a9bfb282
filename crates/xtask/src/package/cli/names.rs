//! The names of the files.

pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The name of the archive of a platform or a folder.
pub(crate) fn archive_of(name: &str) -> String {
    format!("{name}.{}", if name.contains("windows") { "zip" } else { "tar.gz" })
}

/// The packages of a Linux architecture, such as `x86_64`: deb and rpm.
pub(crate) fn linux_packages(arch: &str) -> [(String, &'static str); 2] {
    let deb = debian_arch(arch);
    [(format!("chat44mp_{VERSION}_{deb}.deb"), "deb"), (format!("chat44mp-{VERSION}-1.{arch}.rpm"), "rpm")]
}

/// Debian's name of an architecture.
pub(super) fn debian_arch(arch: &str) -> &str {
    match arch {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        arch => arch,
    }
}
