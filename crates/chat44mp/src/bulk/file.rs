//! The file of an import: what it is, and its rows, as often as they are wanted.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use encoding_rs::Encoding;

use super::csv::{CsvRows, Layout};
use super::headers::MappedColumn;
use super::json_lines::JsonRows;
use super::options::ImportOptions;
use super::rows::SourceRow;
use super::text;
use crate::error::{Error, ErrorCode, Outcome};

/// A file that was looked at.
pub(super) struct SourceFile {
    path: PathBuf,
    stamp: Stamp,
    encoding: &'static Encoding,
    /// None for JSON Lines.
    layout: Option<Layout>,
}

/// What changes when a file does.
type Stamp = (u64, Option<SystemTime>);

/// The rows of a file, as they are read.
pub(super) enum FileRows {
    Csv(Box<CsvRows>),
    Json(Box<JsonRows>),
}

impl SourceFile {
    /// Finds out what kind of file it is. Fails with `file_failed` or `invalid_file`.
    pub(super) fn open(path: &Path, options: &ImportOptions) -> Result<SourceFile, Error> {
        let (mut file, stamp) = opened(path)?;
        let mut sample = Vec::with_capacity(text::SAMPLE);
        let read = file.by_ref().take(text::SAMPLE as u64).read_to_end(&mut sample);
        read.map_err(|error| failed("read", path, &error))?;
        if let Some(problem) = other_kind(&sample) {
            return Err(invalid(path, problem));
        }
        let encoding = encoding(path, &sample, options.encoding.as_deref())?;
        let sample = encoding.decode_with_bom_removal(&sample).0;
        let layout = match sample.trim_start().bytes().next() {
            Some(b'{') => None,
            Some(b'[') => {
                return Err(invalid(path, "it is one JSON array; write an object a line (JSON Lines)"));
            }
            _ => Some(Layout::of(&sample, options.delimiter_byte())),
        };
        Ok(SourceFile { path: path.to_owned(), stamp, encoding, layout })
    }

    /// Its rows, from the first. Fails if the file has changed since it was opened.
    pub(super) fn rows(&self, options: &ImportOptions) -> Result<FileRows, Error> {
        let (file, stamp) = opened(&self.path)?;
        if stamp != self.stamp {
            return Err(invalid(&self.path, "it was changed while it was read; start again"));
        }
        match self.layout {
            None => Ok(FileRows::Json(Box::new(JsonRows::open(file, self.encoding, &options.map)))),
            Some(layout) => {
                let rows = CsvRows::open(file, self.encoding, layout).and_then(|mut rows| {
                    rows.map(&options.map)?;
                    Ok(rows)
                });
                Ok(FileRows::Csv(Box::new(rows.map_err(|problem| invalid(&self.path, problem))?)))
            }
        }
    }

    /// Its name, without the folder.
    pub(super) fn name(&self) -> String {
        self.path.file_name().unwrap_or(self.path.as_os_str()).to_string_lossy().into_owned()
    }

    pub(super) fn encoding(&self) -> &'static str {
        self.encoding.name()
    }

    /// The delimiter; none for JSON Lines.
    pub(super) fn delimiter(&self) -> Option<String> {
        self.layout.map(|layout| char::from(layout.delimiter).into())
    }

    /// An error in what the file says.
    pub(super) fn invalid(&self, problem: String) -> Error {
        invalid(&self.path, problem)
    }
}

impl FileRows {
    /// The next row. Fails with what is wrong with the file, in words: no further row can be read then.
    pub(super) fn next(&mut self) -> Result<Option<SourceRow>, String> {
        match self {
            FileRows::Csv(rows) => rows.next(),
            FileRows::Json(rows) => rows.next(),
        }
    }

    /// Which columns were taken for which fields.
    pub(super) fn columns(&self) -> Vec<MappedColumn> {
        match self {
            FileRows::Csv(rows) => rows.columns(),
            FileRows::Json(rows) => rows.columns(),
        }
    }
}

fn opened(path: &Path) -> Result<(File, Stamp), Error> {
    let failed = |error: io::Error| failed("read", path, &error);
    let file = File::open(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    if !metadata.is_file() {
        return Err(invalid(
            path,
            "it is not a file; rows are read twice, so a pipe or folder cannot be imported",
        ));
    }
    Ok((file, (metadata.len(), metadata.modified().ok())))
}

/// What a file is that people take for CSV.
fn other_kind(sample: &[u8]) -> Option<&'static str> {
    match sample {
        [b'P', b'K', 3, 4, ..] | [0xD0, 0xCF, 0x11, 0xE0, ..] => {
            Some("it is a spreadsheet's own format; save it as CSV (UTF-8) first")
        }
        [0x1F, 0x8B, ..] => Some("it is compressed; unpack it first"),
        _ => None,
    }
}

fn encoding(path: &Path, sample: &[u8], given: Option<&str>) -> Result<&'static Encoding, Error> {
    if let Some(marked) = text::marked(sample) {
        return Ok(marked);
    }
    if let Some(label) = given {
        return Encoding::for_label(label.as_bytes()).ok_or_else(|| {
            let message = format!("encoding {label:?} is not known; give one such as utf-8 or windows-1252");
            Error::invalid(ErrorCode::INVALID_OPTION, "encoding", message)
        });
    }
    if let Some(likely) = text::looks_like_utf_16(sample) {
        let label = likely.name().to_lowercase();
        return Err(invalid(path, format!("it looks like UTF-16 without a mark; give the encoding {label}")));
    }
    let (file, _) = opened(path)?;
    text::guessed(file).map_err(|error| failed("read", path, &error))
}

fn invalid(path: &Path, problem: impl AsRef<str>) -> Error {
    let message = format!("{}: {}", path.display(), problem.as_ref());
    Error::new(ErrorCode::INVALID_FILE, message).outcome_is(Outcome::NotSent)
}

/// A file that could not be worked with.
pub(super) fn failed(what: &str, path: &Path, error: &io::Error) -> Error {
    Error::config(ErrorCode::FILE_FAILED, format!("could not {what} {}: {error}", path.display()))
}
