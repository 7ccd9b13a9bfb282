//! Reads files as an import does, for fuzzing.

use std::io::{Seek, Write};

use super::options::ImportOptions;
use super::source::file::{Given, SourceFile};
use crate::error::Error;
use crate::files::Abandoned;

/// Reads a file twice, as an import does. Returns the rows of both passes as text; fails if the file is rejected.
pub fn file(content: &[u8]) -> Result<[Vec<String>; 2], Error> {
    let options = ImportOptions::new(1);
    let mut file = tempfile::tempfile().expect("temporary file");
    file.write_all(content).and_then(|()| file.rewind()).expect("temporary file");
    let given = Given::Open { file, name: "people".to_owned() };
    let source = SourceFile::open(given, &options, &Abandoned::default())?;
    let pass = || {
        let mut rows = source.rows(&options)?;
        let rows = std::iter::from_fn(|| rows.next().transpose());
        let texts = rows.map(|row| Ok(format!("{:?}", row?))).collect::<Result<Vec<_>, String>>();
        texts.map_err(|problem| source.invalid(problem))
    };
    Ok([pass()?, pass()?])
}
