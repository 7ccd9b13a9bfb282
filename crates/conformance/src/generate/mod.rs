//! Parts of other languages that are generated from the core.

mod definitions;
mod emulator;
mod readme;
mod shapes;

use anyhow::Result;

/// The generated files and their text.
pub(crate) fn files() -> Result<Vec<(&'static str, String)>> {
    let mut files = vec![
        ("python/chat44mp/_emulator_types.py", emulator::for_python()?),
        ("node/emulator.d.ts", emulator::for_typescript()?),
    ];
    files.extend(readme::files()?);
    Ok(files)
}
