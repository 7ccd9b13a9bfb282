//! The Rust crate, compared with reqwest and serde_json.

mod calls;
mod cost;
mod stream;

use anyhow::Result;

use crate::figure::Figure;
use crate::program::Program;

pub(crate) fn measure(program: &Program) -> Result<Vec<Figure>> {
    Ok([stream::measure(program)?, cost::measure(program)?, calls::measure(program)?].concat())
}
