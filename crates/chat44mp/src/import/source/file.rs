//! The source file of an import: detects its format, and reads its rows any number of times. All functions can block.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use encoding_rs::{Encoding, UTF_8};

use super::columns::Columns;
use super::csv::{CsvRows, Layout, sample_rows};
use super::encoding::{Detected, Undetected, detect};
use super::json_lines::JsonRows;
use super::kind::{self, Workbook};
use super::pass::Pass;
use super::{header, text, workbook};
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
    stamp: Stamp,
    identity: Option<Identity>,
    text: TextFile,
}

/// A file of CSV or JSON Lines, or a sheet of a workbook as CSV.
struct TextFile {
    file: Arc<File>,
    /// The position of the first row.
    start: u64,
    is_sheet: bool,
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
        let sample = sampled(&file, start).map_err(read_failed)?;
        let text = match Workbook::of(&sample) {
            Some(kind) => TextFile::of_workbook(kind, &file, options, abandoned),
            None => TextFile::detect(file, start, &sample, options),
        };
        text.and_then(|text| {
            let stamp = stamp(&text.file).map_err(Problem::Read)?;
            Ok(SourceFile { stamp, identity, text, path: path.clone() })
        })
        .map_err(|problem| problem.error(&path))
    }

    /// Its rows from the first, one pass at a time. Fails if the file has changed since it was opened.
    pub(crate) fn rows(&self, options: &ImportOptions) -> Result<FileRows, Error> {
        let read_failed = |error: io::Error| failed("read", &self.path, &error);
        if stamp(&self.text.file).map_err(read_failed)? != self.stamp {
            return Err(invalid(&self.path, "the file changed while it was being read; start again"));
        }
        let file = Pass::open(&self.text.file, self.text.start).map_err(read_failed)?;
        match self.text.layout {
            None => Ok(FileRows::Json(Box::new(JsonRows::open(file, self.text.encoding, options.columns())))),
            Some(layout) => {
                let rows = CsvRows::open(file, self.text.encoding, layout).and_then(|mut rows| {
                    rows.map(options.columns(), &self.text.sample)?;
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

    /// The encoding; `None` for a workbook.
    pub(crate) fn encoding(&self) -> Option<String> {
        (!self.text.is_sheet).then(|| self.text.encoding.name().to_owned())
    }

    /// Some text that shows whether the encoding is right, if it is doubtful.
    pub(crate) fn doubt(&self) -> Option<&str> {
        self.text.doubt.as_deref()
    }

    /// The delimiter of a CSV file.
    pub(crate) fn delimiter(&self) -> Option<String> {
        self.text.layout.filter(|_| !self.text.is_sheet).map(|layout| char::from(layout.delimiter).into())
    }

    /// An error in the content of the file.
    pub(crate) fn invalid(&self, problem: String) -> Error {
        invalid(&self.path, problem)
    }
}

impl TextFile {
    fn of_workbook(
        kind: Workbook,
        file: &File,
        options: &ImportOptions,
        abandoned: &Abandoned,
    ) -> Result<TextFile, Problem> {
        let file = workbook::to_csv(kind, file, options.settings.sheet.as_deref(), abandoned)?;
        let sample = sampled(&file, 0)?;
        let text = TextFile::new(file, 0, UTF_8, Some(workbook::LAYOUT), &UTF_8.decode(&sample).0)?;
        Ok(TextFile { is_sheet: true, ..text })
    }

    fn detect(file: File, start: u64, sample: &[u8], options: &ImportOptions) -> Result<TextFile, Problem> {
        if options.settings.sheet.is_some() {
            let message = "`sheet` is for workbooks only (.xlsx, .ods); leave it out";
            return Err(Problem::Option(Error::invalid(ErrorCode::INVALID_OPTION, "sheet", message)));
        }
        if let Some(problem) = kind::of_bytes(sample) {
            return Err(problem.into());
        }
        let file = Arc::new(file);
        let Detected { encoding, doubt } = match known_encoding(sample, options.settings.encoding.as_deref())?
        {
            Some(encoding) if encoding != UTF_8 => Detected { encoding, doubt: None },
            known => {
                detect(Pass::open(&file, start)?, known.is_some()).map_err(|undetected| match undetected {
                    Undetected::Damaged { line } => Problem::Content(damaged(line)),
                    Undetected::Unreadable(error) => Problem::Read(error),
                })?
            }
        };
        let sample = encoding.decode_with_bom_removal(sample).0;
        if let Some(problem) = kind::of_text(&sample) {
            return Err(problem.into());
        }
        let is_json = sample.trim_start().starts_with('{');
        let layout = (!is_json).then(|| Layout::of(&sample, options.delimiter_byte()));
        Ok(TextFile { doubt, ..TextFile::new(file, start, encoding, layout, &sample)? })
    }

    fn new(
        file: impl Into<Arc<File>>,
        start: u64,
        encoding: &'static Encoding,
        layout: Option<Layout>,
        sample: &str,
    ) -> Result<TextFile, Problem> {
        let rows = layout.map(|layout| sample_rows(sample, layout)).unwrap_or_default();
        if let Some(problem) = header::problem(&rows) {
            return Err(problem.into());
        }
        let sample = rows.into_iter().skip(1).map(|(_, row)| row).collect();
        Ok(TextFile { file: file.into(), start, is_sheet: false, encoding, doubt: None, layout, sample })
    }
}

/// Why a file cannot be used.
enum Problem {
    Read(io::Error),
    /// The text of a message about the content.
    Content(String),
    Option(Error),
}

impl Problem {
    fn error(self, path: &Path) -> Error {
        match self {
            Problem::Read(error) => failed("read", path, &error),
            Problem::Content(problem) => invalid(path, problem),
            Problem::Option(error) => error,
        }
    }
}

impl From<io::Error> for Problem {
    fn from(error: io::Error) -> Problem {
        Problem::Read(error)
    }
}

impl From<String> for Problem {
    fn from(text: String) -> Problem {
        Problem::Content(text)
    }
}

impl From<&str> for Problem {
    fn from(text: &str) -> Problem {
        Problem::Content(text.to_owned())
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

/// The first bytes from a position.
fn sampled(mut file: &File, start: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(start))?;
    let mut sample = Vec::with_capacity(text::SAMPLE);
    file.take(text::SAMPLE as u64).read_to_end(&mut sample)?;
    Ok(sample)
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
        "row {line} contains a byte that is not valid in UTF-8; correct this row, or pass the file's `encoding`"
    )
}

/// The encoding from the byte order mark or the caller.
fn known_encoding(sample: &[u8], given: Option<&str>) -> Result<Option<&'static Encoding>, Problem> {
    if let Some(marked) = text::marked(sample) {
        return Ok(Some(marked));
    }
    if let Some(label) = given {
        return Encoding::for_label(label.as_bytes()).map(Some).ok_or_else(|| {
            let message = format!("`encoding` {label:?} is unknown; pass one such as utf-8 or windows-1252");
            Problem::Option(Error::invalid(ErrorCode::INVALID_OPTION, "encoding", message))
        });
    }
    if let Some(likely) = text::looks_like_utf_16(sample) {
        let label = likely.name().to_lowercase();
        return Err(
            format!("it looks like UTF-16 without a byte order mark; pass {label} as `encoding`").into()
        );
    }
    Ok(None)
}

fn invalid(path: &Path, problem: impl AsRef<str>) -> Error {
    let message = format!("{}: {}", path.display(), problem.as_ref());
    Error::new(ErrorCode::INVALID_FILE, message).with_outcome(Outcome::NotSent)
}
