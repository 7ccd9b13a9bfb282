//! Workbooks of Excel and LibreOffice.

use std::io::{Cursor, Write};

use chat44mp::{ErrorCode, ImportOptions, ImportReport};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::stage::Stage;

fn xlsx(fill: impl FnOnce(&mut Worksheet) -> Result<(), XlsxError>) -> Vec<u8> {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().set_name("Notes").unwrap().set_hidden(true).write(0, 0, "Email").unwrap();
    fill(workbook.add_worksheet().set_name("People").unwrap().set_active(true)).unwrap();
    let other = workbook.add_worksheet().set_name("2025").unwrap();
    other.write_row(0, 0, ["Email", "Phone"]).unwrap().write_row(1, 0, ["old@x.io", "1"]).unwrap();
    workbook.save_to_buffer().unwrap()
}

/// An .ods file with this content of its table.
fn ods(table: &str) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let mut add = |name: &str, content: &str| {
        // As LibreOffice does it: the first entry is not compressed.
        let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        archive.start_file(name, options).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    };
    let mimetype = "application/vnd.oasis.opendocument.spreadsheet";
    add("mimetype", mimetype);
    add(
        "META-INF/manifest.xml",
        &format!(
            "<manifest:manifest xmlns:manifest='urn:oasis:names:tc:opendocument:xmlns:manifest:1.0'>\
             <manifest:file-entry manifest:full-path='/' manifest:media-type='{mimetype}'/></manifest:manifest>"
        ),
    );
    add(
        "content.xml",
        &format!(
            "<office:document-content xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' \
             xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0' \
             xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'><office:body><office:spreadsheet>\
             <table:table table:name='People'>{table}</table:table></office:spreadsheet></office:body>\
             </office:document-content>"
        ),
    );
    archive.finish().unwrap().into_inner()
}

fn ods_row(cells: &[&str]) -> String {
    let cell = |text: &&str| {
        format!("<table:table-cell office:value-type='string'><text:p>{text}</text:p></table:table-cell>")
    };
    format!("<table:table-row>{}</table:table-row>", cells.iter().map(cell).collect::<String>())
}

async fn import(bytes: &[u8], change: impl FnOnce(ImportOptions) -> ImportOptions) -> (Stage, ImportReport) {
    let stage = Stage::new();
    let report = stage.import(bytes, change(stage.options().concurrency(1))).await.unwrap();
    (stage, report)
}

async fn error(bytes: &[u8], change: impl FnOnce(ImportOptions) -> ImportOptions) -> chat44mp::Error {
    let stage = Stage::new();
    stage.import(bytes, change(stage.options())).await.unwrap_err()
}

#[tokio::test]
async fn reads_cells_as_excel_shows_them() {
    let workbook = xlsx(|sheet| {
        let (zeros, date) =
            (Format::new().set_num_format("0000000"), Format::new().set_num_format("yyyy-mm-dd"));
        sheet.write_row(0, 0, ["Email", "Phone", "First name", "Since"])?;
        sheet.write(1, 0, "ada@x.io")?.write(1, 1, 393_331_234_567_i64)?.write(1, 2, "Zoë")?;
        sheet.write_with_format(1, 3, ExcelDateTime::from_ymd(2025, 3, 1)?, &date)?;
        sheet.write(2, 0, "bob@x.io")?.write_with_format(2, 1, 12345, &zeros)?.write(2, 2, "a, \"b\"\nc")?;
        // Row 4 is empty. Excel has rounded the number of row 5.
        sheet.write(4, 0, "eve@x.io")?.write(4, 1, 12_345_678_901_234_567_890.0)?;
        Ok(())
    });
    let (stage, report) = import(&workbook, |options| options).await;
    let created = stage.created();
    assert_eq!(created.len(), 2);
    assert_eq!(created["ada@x.io"]["phone_number"], "393331234567");
    assert_eq!(created["ada@x.io"]["first_name"], "Zoë");
    assert_eq!(created["bob@x.io"]["phone_number"], "0012345");
    assert_eq!(created["bob@x.io"]["first_name"], "a, \"b\" c");
    assert_eq!((report.invalid, report.reasons[0].first_rows[0]), (1, 5));
    assert!(report.reasons[0].message.contains("rounded"), "{:?}", report.reasons);
    assert_eq!(report.unused_columns, ["Since"]);
    assert_eq!((report.encoding, report.delimiter), (None, None));
}

#[tokio::test]
async fn reads_lead_ads_of_meta() {
    const TEST: &str = "<test lead: dummy data for full_name>";
    let leads = xlsx(|sheet| {
        let header =
            ["id", "created_time", "ad_name", "is_organic", "platform", "email", "full_name", "phone_number"];
        sheet.write_row(0, 0, header)?;
        for (row, lead) in (1..).zip([
            [
                "l:1",
                "2026-01-15T09:30:00",
                "Ad 1",
                "false",
                "ig",
                "ada@x.io",
                "Ada Lovelace",
                "p:+393331112223",
            ],
            ["l:2", "2026-01-15T09:40:00", "Ad 1", "false", "fb", "test@fb.com", TEST, TEST],
        ]) {
            sheet.write_row(row, 0, lead)?;
        }
        Ok(())
    });
    let (stage, report) = import(&leads, |options| options).await;
    assert_eq!((report.created, report.reasons[0].code.as_str()), (1, "test_lead"));
    let ada = &stage.created()["ada@x.io"];
    assert_eq!((&ada["phone_number"], &ada["last_name"]), (&"+393331112223".into(), &"Lovelace".into()));
    assert_eq!(report.unused_columns, ["id", "created_time", "ad_name", "is_organic", "platform"]);
}

#[tokio::test]
async fn reads_the_chosen_sheet() {
    let people = xlsx(|sheet| {
        sheet.write_row(0, 0, ["Email"])?.write(1, 0, "new@x.io")?;
        Ok(())
    });
    for (sheet, email) in [
        (None, "new@x.io"),
        (Some("people"), "new@x.io"),
        (Some("2025"), "old@x.io"),
        (Some("3"), "old@x.io"),
    ] {
        let (stage, _) =
            import(&people, |options| sheet.map_or(options.clone(), |sheet| options.sheet(sheet))).await;
        assert!(stage.created().contains_key(email), "{sheet:?}");
    }
    let unknown = error(&people, |options| options.sheet("Leads")).await;
    assert!(unknown.server_message().contains("the sheets are \"Notes\", \"People\", \"2025\""), "{unknown}");
    let csv = error(b"Email\nada@x.io\n", |options| options.sheet("Leads")).await;
    assert_eq!((csv.code(), csv.field()), (&ErrorCode::INVALID_OPTION, Some("sheet")));
}

#[tokio::test]
async fn reads_open_document_spreadsheets() {
    let repeated = "<table:table-row table:number-rows-repeated='2'><table:table-cell/></table:table-row>";
    let number = "<table:table-row><table:table-cell office:value-type='string'><text:p>eve@x.io</text:p></table:table-cell>\
                  <table:table-cell office:value-type='float' office:value='393330000003'><text:p>3.9333E+11</text:p>\
                  </table:table-cell></table:table-row>";
    let table = ods_row(&["Email", "Phone"])
        + &ods_row(&["ada@x.io", "0039 333 0000001"])
        + repeated
        + number
        + &ods_row(&["ada", ""]);
    let (stage, report) = import(&ods(&table), |options| options).await;
    let created = stage.created();
    assert_eq!(created["ada@x.io"]["phone_number"], "0039 333 0000001");
    assert_eq!(created["eve@x.io"]["phone_number"], "393330000003");
    assert_eq!((report.invalid, report.reasons[0].first_rows[0]), (1, 6));
}

#[tokio::test]
async fn rejects_damaged_workbooks() {
    let workbook = xlsx(|_| Ok(()));
    let cut = error(&workbook[..workbook.len() / 2], |options| options).await;
    assert_eq!(cut.code(), &ErrorCode::INVALID_FILE);
    assert!(cut.server_message().contains("the workbook cannot be read"), "{cut}");
    let empty = error(&workbook, |options| options).await;
    assert_eq!(empty.code(), &ErrorCode::INVALID_FILE);
}
