//! Files that are often mistaken for CSV: what they are, and what to do with them.

/// A workbook whose sheets can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Workbook {
    Xlsx,
    Ods,
}

impl Workbook {
    /// The kind of a file that starts with these bytes, if it is a workbook.
    pub(super) fn of(sample: &[u8]) -> Option<Workbook> {
        match sample {
            [b'P', b'K', 3, 4, ..] if contains(sample, b"opendocument.spreadsheet") => Some(Workbook::Ods),
            [b'P', b'K', 3, 4, ..] if contains(sample, b"xl/") || contains(sample, b"[Content_Types]") => {
                Some(Workbook::Xlsx)
            }
            _ => None,
        }
    }
}

/// The format of a file that starts with these bytes, if it is neither text nor a workbook.
pub(super) fn of_bytes(sample: &[u8]) -> Option<&'static str> {
    match sample {
        [b'P', b'K', 3, 4, ..] => Some("it is a ZIP archive; unpack it first"),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => Some(
            "it is a workbook of an older Excel (.xls), or one with a password; save it as .xlsx without a password",
        ),
        [0x1F, 0x8B, ..] => Some("it is compressed (gzip); unpack it first"),
        [b'%', b'P', b'D', b'F', ..] => Some("it is a PDF document; export the list as CSV"),
        [0x89, b'P', b'N', b'G', ..] | [0xFF, 0xD8, 0xFF, ..] => {
            Some("it is a picture; export the list as CSV")
        }
        _ => None,
    }
}

/// The format of a text that is neither CSV nor JSON Lines.
pub(super) fn of_text(sample: &str) -> Option<&'static str> {
    let text = sample.trim_start();
    let starts = |with: &str| text.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    match () {
        () if starts("[") => Some("it is one JSON array; write one object per line (JSON Lines)"),
        () if starts("BEGIN:VCARD") => Some(
            "it holds vCards; import it into an address book such as Google Contacts, and export that as CSV",
        ),
        () if starts("<?xml") && text.contains("urn:schemas-microsoft-com:office:spreadsheet") => {
            Some("it is an XML spreadsheet of Excel; open it and save it as CSV UTF-8 first")
        }
        () if ["<!doctype html", "<html", "<table", "<meta", "<head", "<style"]
            .iter()
            .any(|tag| starts(tag)) =>
        {
            Some(
                "it is a web page (HTML), also if its name ends in .xls; open it in a spreadsheet and save it as CSV \
                 UTF-8, or download it again while signed in",
            )
        }
        () if starts("<?xml") => Some("it is XML; export the list as CSV"),
        () if starts("{\\rtf") => Some("it is a text document (RTF); save it as plain text"),
        () => None,
    }
}

fn contains(sample: &[u8], part: &[u8]) -> bool {
    memchr::memmem::find(sample, part).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_format_of_other_files() {
        for (bytes, expected) in [
            (&b"PK\x03\x04....people.csv"[..], "ZIP"),
            (b"\xd0\xcf\x11\xe0....", ".xls"),
            (b"\x1f\x8b..", "gzip"),
            (b"%PDF-1.7", "PDF"),
        ] {
            assert!(of_bytes(bytes).is_some_and(|kind| kind.contains(expected)), "{expected}");
        }
        for (text, expected) in [
            ("\nBEGIN:VCARD\nVERSION:3.0\n", "vCards"),
            ("<!DOCTYPE html><title>Sign in", "web page"),
            ("<table><tr><th>Email", "web page"),
            (
                "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">",
                "XML spreadsheet",
            ),
            ("<?xml version=\"1.0\"?><contacts>", "XML"),
            ("[{\"email\":1}]", "JSON array"),
        ] {
            assert!(of_text(text).is_some_and(|kind| kind.contains(expected)), "{expected}");
        }
        assert_eq!(of_text("Email,Name\n<b>,x\n"), None);
        assert_eq!(of_bytes(b"Email,Name\n"), None);
    }
}
