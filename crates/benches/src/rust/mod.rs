//! The Rust crate, compared with reqwest and serde_json.

mod calls;
mod cost;
mod stream;

use anyhow::Result;

use crate::figure::Figure;
use crate::program::Program;

pub(crate) fn measure(program: &Program, figures: &mut Vec<Figure>) -> Result<()> {
    for part in [stream::measure, cost::measure, calls::measure] {
        figures.extend(part(program)?);
    }
    Ok(())
}
