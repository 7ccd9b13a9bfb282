//! Unusual files: each is imported correctly, or rejected with row and column.

use std::fs;

use chat44mp::{ErrorCode, ImportEnd, RowStatus};

use crate::stage::Stage;

/// The imported contacts: e-mail, phone, first and last name.
#[track_caller]
fn contacts(stage: &Stage) -> Vec<[String; 4]> {
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let fields = ["email", "phone_number", "first_name", "last_name"];
    stage.created().values().map(|contact| fields.map(|field| text(&contact[field]))).collect()
}

fn fixture(name: &str) -> Vec<u8> {
    fs::read(format!("{}/tests/imports/files/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

const ADA: [&str; 4] = ["ada@example.org", "+393331112223", "Ada", "Lovelace"];
const NICCOLO: [&str; 4] = ["niccolo@example.org", "+393334445556", "Niccolò", "Però"];

#[tokio::test]
async fn imports_each_file_correctly() {
    for (name, encoding, delimiter) in [
        ("excel_semicolons.csv", "windows-1252", ";"),
        ("bom.csv", "UTF-8", ","),
        ("tabs.tsv", "UTF-8", "\t"),
        ("utf16le.csv", "UTF-16LE", ";"),
        ("utf16be.csv", "UTF-16BE", ","),
        ("separator_line.csv", "UTF-8", ";"),
        ("blank_lines.csv", "UTF-8", ","),
        ("quoted_newlines.csv", "UTF-8", ","),
        ("old_mac_lines.csv", "UTF-8", ","),
        ("other_columns.csv", "UTF-8", ","),
        ("guarded_cells.csv", "UTF-8", ","),
    ] {
        let stage = Stage::new();
        let report = stage.import(fixture(name), stage.options()).await.unwrap();
        assert!(report.is_success && report.end == ImportEnd::Complete, "{name}: {report:?}");
        assert_eq!(
            (report.encoding.as_deref(), report.delimiter.as_deref()),
            (Some(encoding), Some(delimiter)),
            "{name}"
        );
        assert_eq!(contacts(&stage), [ADA, NICCOLO], "{name}");
    }
}

#[tokio::test]
async fn imports_json_lines() {
    let stage = Stage::new();
    let report = stage.import(fixture("people.jsonl"), stage.options()).await.unwrap();
    assert_eq!((report.created, report.invalid, report.delimiter), (2, 3, None));
    let reasons: Vec<_> =
        report.reasons.iter().map(|reason| (reason.first_rows[0], reason.message.as_str())).collect();
    assert_eq!(reasons, [(4, "the line is not a JSON object")]);
    let contacts = contacts(&stage);
    assert_eq!(contacts[0], ["ada@example.org", "393331112223", "Ada", "Lovelace"]);
    assert_eq!(contacts[1], NICCOLO);
}

#[tokio::test]
async fn rejects_files_that_cannot_be_parsed() {
    let long_row = format!("Email,Note\nada@example.org,\"{}\n", "x\n".repeat(3 * 1024 * 1024));
    let open = "Email,Note\nada@example.org,ok\nbob@example.org,\"oops\neve@example.org,fine\n";
    let wide = "Email\nada@example.org\n".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    for (bytes, expected) in [
        (&b""[..], "the file is empty"),
        (b"\n\n", "the file is empty"),
        (
            b"Name,City\nAda,Roma\n",
            "row 1: no column with e-mail addresses or phone numbers was recognised; the columns are \"Name\", \"City\"",
        ),
        (b"PK\x03\x04whatever", "ZIP archive"),
        (b"[{\"email\": \"ada@example.org\"}]", "JSON Lines"),
        (&wide, "looks like UTF-16 without a byte order mark; pass utf-16le as `encoding`"),
        (open.as_bytes(), "row 3: a quotation mark is not closed"),
        (long_row.as_bytes(), "row 2 is longer than 4 MiB"),
    ] {
        let stage = Stage::new();
        let error = stage.import(bytes, stage.options()).await.unwrap_err();
        assert_eq!(*error.code(), ErrorCode::INVALID_FILE, "{error}");
        assert!(error.server_message().contains(expected), "{error}");
        assert!(stage.emulator.journal().is_empty());
    }
    let stage = Stage::new();
    let error =
        stage.import(b"Email\nn\xf2@example.org\n", stage.options().encoding("utf-8")).await.unwrap_err();
    assert!(error.server_message().contains("row 2 contains a byte that is not valid in UTF-8"), "{error}");
    let error = stage.import(b"Email\n", stage.options().encoding("klingon")).await.unwrap_err();
    assert_eq!(error.field(), Some("encoding"));
    let error =
        stage.client.contacts().import_file(stage.path("none.csv"), stage.options()).await.unwrap_err();
    assert_eq!(*error.code(), ErrorCode::FILE_FAILED);
    let error = stage.client.contacts().import_file(stage.path(""), stage.options()).await.unwrap_err();
    assert!(error.server_message().contains("it is a folder"), "{error}");
}

#[tokio::test]
async fn reports_invalid_rows_and_sends_the_others() {
    let stage = Stage::new();
    let long = "x".repeat(1024 * 1024);
    let file = format!(
        "Email,Phone,First name\n\
         ada@example.org,+393331112223,Ada\n\
         not an address,1,Bob\n\
         ,,Nobody\n\
         long@example.org,2,{long}\n\
         nul@example.org,3,N\0l\n\
         ADA@example.org,4,Double\n\
         eve@example.org,+393331112223,Double\n\
         shifted@example.org,5,Eve,and more\n\
         rounded@example.org,\"3,93331E+11\",Max\n\
         short@example.org,6\n"
    );
    let errors = stage.path("errors.csv");
    let report = stage.import(&file, stage.options().errors(&errors)).await.unwrap();
    assert_eq!((report.rows, report.created, report.invalid), (10, 3, 7), "{report:?}");
    assert!(report.reasons.iter().all(|reason| reason.status == RowStatus::Invalid));

    let text = fs::read_to_string(&errors).unwrap();
    let rows: Vec<Vec<String>> = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes())
        .records()
        .map(|record| record.unwrap().iter().skip(4).map(str::to_owned).collect())
        .collect();
    let expected = [
        ("3", "invalid_value", "`email` is not an e-mail address"),
        ("4", "missing_value", "pass at least one of `email`, `phone_number`"),
        ("5", "too_long", "`first_name` has 1048576 characters"),
        ("7", "duplicate_row", "row 2 has the same `email`"),
        ("8", "duplicate_row", "row 2 has the same `phone_number`"),
        ("9", "invalid_value", "column 4 has no header"),
        ("10", "invalid_value", "`phone_number` was rounded"),
    ];
    for (row, (number, code, reason)) in rows.iter().zip(expected) {
        assert_eq!((row[0].as_str(), row[1].as_str(), row[2].as_str()), (number, "invalid", code));
        assert!(row[3].contains(reason), "{row:?}");
    }
    assert_eq!(rows.len(), expected.len());

    // Imported again without changes: the same rows are invalid, in the same columns.
    let again = stage.client.contacts().import_file(&errors, stage.options().dry_run(true)).await.unwrap();
    assert_eq!((again.rows, again.invalid), (7, 4), "{again:?}");
    let error =
        stage.client.contacts().import_file(&errors, stage.options().errors(&errors)).await.unwrap_err();
    assert_eq!(error.field(), Some("errors"));
    assert_eq!(fs::read_to_string(&errors).unwrap(), text);
}

#[tokio::test]
async fn numbers_rows_like_a_spreadsheet() {
    for file in [
        "Email,Note\na@x.org,\nwrong,",
        "Email,Note\na@x.org,\"two\nlines\"\nwrong,\n",
        "Email,Note\n\nwrong,\n",
        "\nEmail,Note\nwrong,\n",
        "Email,Note\r\n\r\nwrong,\r\n",
        "Email,Note\n\nwrong,",
        "Email,Note\n,\nwrong,\n\n\n",
        "Email;Note\n;\nwrong;\n",
    ] {
        let stage = Stage::new();
        let report = stage.import(file, stage.options().dry_run(true)).await.unwrap();
        assert_eq!((report.invalid, report.reasons[0].first_rows[0]), (1, 3), "{file:?}");
    }
}

#[tokio::test]
async fn the_callers_columns_take_precedence() {
    let stage = Stage::new();
    let file = "Email,Correo,Handy\nold@example.org,ada@example.org,1\n";
    let options = stage.options().map("email", "correo").map("phone_number", "Handy").delimiter(',');
    let report = stage.import(file, options).await.unwrap();
    assert_eq!(report.created, 1);
    assert_eq!(
        report.columns.iter().map(|mapped| mapped.column.as_str()).collect::<Vec<_>>(),
        ["Correo", "Handy"]
    );
    assert!(stage.created().contains_key("ada@example.org"));
    let error = stage.import(file, stage.options().map("city", "Correo")).await.unwrap_err();
    assert_eq!(error.field(), Some("map"));
}
