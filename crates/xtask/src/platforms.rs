//! The platforms for which CI builds native libraries.

/// A platform, by its names.
pub struct Platform {
    /// Rust's target.
    pub(crate) target: &'static str,
    /// npm's, as in `node/lib/platforms.json`.
    pub(crate) npm: &'static str,
    /// The platform tag of wheels.
    pub(crate) wheel: &'static str,
    /// JNA's, if the Kotlin package has a library for it.
    pub(crate) jna: Option<&'static str>,
}

const fn platform(
    target: &'static str,
    npm: &'static str,
    wheel: &'static str,
    jna: Option<&'static str>,
) -> Platform {
    Platform { target, npm, wheel, jna }
}

pub(crate) const PLATFORMS: [Platform; 8] = [
    platform(
        "x86_64-unknown-linux-gnu",
        "linux-x64-gnu",
        "manylinux_2_17_x86_64.manylinux2014_x86_64",
        Some("linux-x86-64"),
    ),
    platform("x86_64-unknown-linux-musl", "linux-x64-musl", "musllinux_1_2_x86_64", None),
    platform(
        "aarch64-unknown-linux-gnu",
        "linux-arm64-gnu",
        "manylinux_2_17_aarch64.manylinux2014_aarch64",
        Some("linux-aarch64"),
    ),
    platform("aarch64-unknown-linux-musl", "linux-arm64-musl", "musllinux_1_2_aarch64", None),
    platform("x86_64-apple-darwin", "darwin-x64", "macosx_10_12_x86_64", Some("darwin-x86-64")),
    platform("aarch64-apple-darwin", "darwin-arm64", "macosx_11_0_arm64", Some("darwin-aarch64")),
    platform("x86_64-pc-windows-msvc", "win32-x64-msvc", "win_amd64", Some("win32-x86-64")),
    platform("aarch64-pc-windows-msvc", "win32-arm64-msvc", "win_arm64", Some("win32-aarch64")),
];

/// The platform with this target.
pub fn find(target: &str) -> Option<&'static Platform> {
    PLATFORMS.iter().find(|platform| platform.target == target)
}

impl Platform {
    /// Whether the Kotlin package has a library for it.
    pub fn has_kotlin(&self) -> bool {
        self.jna.is_some()
    }

    pub(crate) fn is_linux(&self) -> bool {
        self.target.contains("linux")
    }

    /// Rust's target, with the oldest supported glibc for zig.
    pub(crate) fn oldest(&self) -> String {
        let glibc = if self.target.ends_with("linux-gnu") { ".2.17" } else { "" };
        format!("{}{glibc}", self.target)
    }

    /// The policy of `maturin build --compatibility` on Linux: the oldest glibc or musl.
    pub(crate) fn policy(&self) -> &'static str {
        if self.target.ends_with("musl") { "musllinux_1_2" } else { "manylinux_2_17" }
    }
}
