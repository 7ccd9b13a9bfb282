//! The surfaces of the SDK: the languages, and the command line.

use crate::workspace;

/// One surface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Surface {
    /// Its key in reports.
    pub(crate) name: &'static str,
    /// The suite of `cargo xtask test` that it belongs to.
    pub(crate) suite: &'static str,
    /// Where it lives; it counts as built when this exists.
    folder: &'static str,
}

/// All of them, built or not.
pub(crate) const SURFACES: &[Surface] = &[
    Surface { name: "rust", suite: "rust", folder: "crates/chat44mp" },
    Surface { name: "python", suite: "python", folder: "python" },
    Surface { name: "python-async", suite: "python", folder: "python" },
    Surface { name: "node", suite: "node", folder: "node" },
    Surface { name: "kotlin", suite: "kotlin", folder: "bindings/kotlin" },
    Surface { name: "swift", suite: "swift", folder: "bindings/swift" },
    Surface { name: "cli", suite: "cli", folder: "crates/chat44mp-cli" },
];

impl Surface {
    pub(crate) fn is_built(&self) -> bool {
        workspace::root().join(self.folder).is_dir()
    }
}

/// The suites, each once.
pub(crate) fn suites() -> Vec<&'static str> {
    let mut suites: Vec<_> = SURFACES.iter().map(|surface| surface.suite).collect();
    suites.dedup();
    suites
}

/// Whether there is anything of that suite to test.
pub(crate) fn is_built(suite: &str) -> bool {
    SURFACES.iter().any(|surface| surface.suite == suite && surface.is_built())
}
