//! The source file of an import: detects its format, and reads its rows any number of times. All functions can block.

use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use encoding_rs::{Encoding, UTF_8};

use super::columns::Columns;
use super::csv::{CsvRows, Layout, sample_rows};
use super::encoding::{Detected, Undetected, detect};
use super::json_lines::JsonRows;
use super::pass::Pass;
use super::{header, kind, text};
use crate::error::{Error, ErrorCode, Outcome};
use crate::files::{Abandoned, Identity, failed};
use crate::import::options::ImportOptions;
use crate::import::row::SourceRow;

/// The source of the contacts.
pub(crate) enum Given {
    /// At a path.
    Path(PathBuf),
    /// An open file, read from its current position.
    Open { file: File, name: String },
}

/// An inspected file.
pub(crate) struct SourceFile {
    path: PathBuf,
    file: Arc<File>,
    /// The position of the first row.
    start: u64,
    stamp: Stamp,
    identity: Option<Identity>,
    encoding: &'static Encoding,
    /// Some text, if the encoding is doubtful.
    doubt: Option<String>,
    /// `None` for JSON Lines.
    layout: Option<Layout>,
    /// The first rows of a CSV file, after the header.
    sample: Vec<Vec<String>>,
}

/// Size and modification time, to detect changes.
type Stamp = (u64, Option<SystemTime>);

/// The rows of a file.
pub(crate) enum FileRows {
    Csv(Box<CsvRows>),
    Json(Box<JsonRows>),
}

impl SourceFile {
    /// Opens a file and detects its format. A file that can only be read once, such as a FIFO, is copied to a temporary file.
    /// Fails with `file_failed` or `invalid_file`.
    pub(crate) fn open(
        given: Given,
        options: &ImportOptions,
        abandoned: &Abandoned,
    ) -> Result<SourceFile, Error> {
        let (mut file, path, is_named) = match given {
            Given::Path(path) => (opened(&path)?, path, true),
            Given::Open { file, name } => (file, PathBuf::from(name), false),
        };
        let read_failed = |error: io::Error| failed("read", &path, &error);
        let identity = Identity::of_open(&file, is_named.then_some(&*path));
        if !file.metadata().map_err(read_failed)?.is_file() {
            file = spooled(file, &path, abandoned)?;
        }
        let start = file.stream_position().map_err(read_failed)?;
        let stamp = stamp(&file).map_err(read_failed)?;
        let file = Arc::new(file);
        let pass = || Pass::open(&file, start).map_err(read_failed);
        let mut sample = Vec::with_capacity(text::SAMPLE);
        let read = pass()?.take(text::SAMPLE as u64).read_to_end(&mut sample);
        read.map_err(read_failed)?;
        if let Some(problem) = kind::of_bytes(&sample) {
            return Err(invalid(&path, problem));
        }
        let Detected { encoding, doubt } =
            match known_encoding(&path, &sample, options.settings.encoding.as_deref())? {
                Some(encoding) if encoding != UTF_8 => Detected { encoding, doubt: None },
                known => detect(pass()?, known.is_some()).map_err(|undetected| match undetected {
                    Undetected::Damaged { line } => invalid(&path, damaged(line)),
                    Undetected::Unreadable(error) => read_failed(error),
                })?,
            };
        let sample = encoding.decode_with_bom_removal(&sample).0;
        if let Some(problem) = kind::of_text(&sample) {
            return Err(invalid(&path, problem));
        }
        let is_json = sample.trim_start().starts_with('{');
        let layout = (!is_json).then(|| Layout::of(&sample, options.delimiter_byte()));
        let rows = layout.map(|layout| sample_rows(&sample, layout)).unwrap_or_default();
        if let Some(problem) = header::problem(&rows) {
            return Err(invalid(&path, problem));
        }
        let sample = rows.into_iter().skip(1).map(|(_, row)| row).collect();
        Ok(SourceFile { path, file, start, stamp, identity, encoding, doubt, layout, sample })
    }

    /// Its rows from the first, one pass at a time. Fails if the file has changed since it was opened.
    pub(crate) fn rows(&self, options: &ImportOptions) -> Result<FileRows, Error> {
        let read_failed = |error: io::Error| failed("read", &self.path, &error);
        if stamp(&self.file).map_err(read_failed)? != self.stamp {
            return Err(invalid(&self.path, "the file changed while it was being read; start again"));
        }
        let file = Pass::open(&self.file, self.start).map_err(read_failed)?;
        match self.layout {
            None => Ok(FileRows::Json(Box::new(JsonRows::open(file, self.encoding, options.columns())))),
            Some(layout) => {
                let rows = CsvRows::open(file, self.encoding, layout).and_then(|mut rows| {
                    rows.map(options.columns(), &self.sample)?;
                    Ok(rows)
                });
                Ok(FileRows::Csv(Box::new(rows.map_err(|problem| invalid(&self.path, problem))?)))
            }
        }
    }

    /// Its name without the folder.
    pub(crate) fn name(&self) -> String {
        self.path.file_name().unwrap_or(self.path.as_os_str()).to_string_lossy().into_owned()
    }

    /// The identity of the file; `None` if it is not a regular file.
    pub(crate) fn identity(&self) -> Option<&Identity> {
        self.identity.as_ref()
    }

    pub(crate) fn encoding(&self) -> &'static str {
        self.encoding.name()
    }

    /// Some text that shows whether the encoding is right, if it is doubtful.
    pub(crate) fn doubt(&self) -> Option<&str> {
        self.doubt.as_deref()
    }

    /// The delimiter; `None` for JSON Lines.
    pub(crate) fn delimiter(&self) -> Option<String> {
        self.layout.map(|layout| char::from(layout.delimiter).into())
    }

    /// An error in the content of the file.
    pub(crate) fn invalid(&self, problem: String) -> Error {
        invalid(&self.path, problem)
    }
}

impl FileRows {
    /// The next row. The error is the text of a message; no further row can be read then.
    pub(crate) fn next(&mut self) -> Result<Option<SourceRow>, String> {
        match self {
            FileRows::Csv(rows) => rows.next(),
            FileRows::Json(rows) => rows.next(),
        }
    }

    /// The columns and the fields they were mapped to.
    pub(crate) fn columns(&self) -> Columns {
        match self {
            FileRows::Csv(rows) => rows.columns(),
            FileRows::Json(rows) => rows.columns(),
        }
    }
}

fn opened(path: &Path) -> Result<File, Error> {
    let file = File::open(path).map_err(|error| failed("read", path, &error))?;
    if file.metadata().is_ok_and(|metadata| metadata.is_dir()) {
        return Err(invalid(path, "it is a folder; pass the path of a file"));
    }
    Ok(file)
}

fn stamp(file: &File) -> io::Result<Stamp> {
    let metadata = file.metadata()?;
    Ok((metadata.len(), metadata.modified().ok()))
}

/// Copies a source that can only be read once. The copy has no name: it is deleted with the process, and cannot be opened.
fn spooled(mut source: File, path: &Path, abandoned: &Abandoned) -> Result<File, Error> {
    let mut copy = || {
        let mut file = tempfile::tempfile()?;
        let mut block = vec![0; 64 * 1024];
        loop {
            let read = match source.read(&mut block) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                read => read?,
            };
            if read == 0 || abandoned.get() {
                break;
            }
            file.write_all(&block[..read])?;
        }
        file.rewind()?;
        Ok(file)
    };
    copy().map_err(|error: io::Error| {
        let message = format!("could not copy {} to a temporary file: {error}", path.display());
        Error::config(ErrorCode::FILE_FAILED, message).with_source(error)
    })
}

fn damaged(line: u64) -> String {
    format!(
        "row {line} contains a byte that is not valid in UTF-8; correct this row, or pass the file's encoding"
    )
}

/// The encoding from the byte order mark or the caller.
fn known_encoding(
    path: &Path,
    sample: &[u8],
    given: Option<&str>,
) -> Result<Option<&'static Encoding>, Error> {
    if let Some(marked) = text::marked(sample) {
        return Ok(Some(marked));
    }
    if let Some(label) = given {
        return Encoding::for_label(label.as_bytes()).map(Some).ok_or_else(|| {
            let message = format!("encoding {label:?} is unknown; pass one such as utf-8 or windows-1252");
            Error::invalid(ErrorCode::INVALID_OPTION, "encoding", message)
        });
    }
    if let Some(likely) = text::looks_like_utf_16(sample) {
        let label = likely.name().to_lowercase();
        return Err(invalid(
            path,
            format!("it looks like UTF-16 without a byte order mark; pass the encoding {label}"),
        ));
    }
    Ok(None)
}

fn invalid(path: &Path, problem: impl AsRef<str>) -> Error {
    let message = format!("{}: {}", path.display(), problem.as_ref());
    Error::new(ErrorCode::INVALID_FILE, message).with_outcome(Outcome::NotSent)
}
