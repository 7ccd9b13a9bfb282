//! The decoder of streamed answers.

use crate::decode::answers::{AnswersDecoder, Row};
use crate::decode::envelope::Endpoint;
use crate::decode::splitter::{GAP_LIMIT, ROW_LIMIT};
use crate::operation::Operation;
use crate::resources::Answer;

/// Decodes `body` in chunks of `chunk` bytes and returns its rows or the error code.
fn rows(body: impl AsRef<[u8]>, chunk: usize) -> Result<Vec<Row<Answer>>, String> {
    let operation = Operation::GET_ALL_SUBSCRIBER_FLOW_INFO;
    let endpoint = Endpoint { operation: Some(operation), name: operation.name(), patterns: &[] };
    let mut decoder = AnswersDecoder::new();
    let mut rows = Vec::new();
    let mut take = |decoder: &mut AnswersDecoder<Answer>| -> Result<(), String> {
        while let Some(row) = decoder.next(&endpoint).map_err(|error| error.code().to_string())? {
            rows.push(row);
        }
        Ok(())
    };
    for piece in body.as_ref().chunks(chunk) {
        decoder.push(piece);
        take(&mut decoder)?;
    }
    decoder.end();
    take(&mut decoder)?;
    Ok(rows)
}

fn code(body: &str) -> String {
    let whole = rows(body, usize::MAX).unwrap_err();
    assert_eq!(rows(body, 1).unwrap_err(), whole, "byte by byte: {body}");
    whole
}

const BODY: &str = r#"{"id":"1","flow_name":"a \"b\" \\","data":{"2499454673490220":[{"question_id":"45","question":"What?","answer":"Reading, \u00e8 {[,\"}"}],"guest-7":[{"id":46,"question":null,"answer":null}],"3":[]}}"#;

#[test]
fn does_not_accumulate_endless_whitespace() {
    let operation = Operation::GET_ALL_SUBSCRIBER_FLOW_INFO;
    let endpoint = Endpoint { operation: Some(operation), name: operation.name(), patterns: &[] };
    for (start, kept) in [("", true), (r#"{"data":{}}"#, true), ("{", true), (r#"{"id":1,"#, false)] {
        let mut decoder = AnswersDecoder::<Answer>::new();
        decoder.push(start.as_bytes());
        let mut result = decoder.next(&endpoint);
        let mut most = 0;
        for _ in 0..1000 {
            if result.is_err() {
                break;
            }
            decoder.push(&[b' '; 64]);
            result = decoder.next(&endpoint);
            most = most.max(decoder.input.buffer.len());
        }
        assert_eq!(result.is_ok(), kept, "{start}");
        assert!(most <= GAP_LIMIT + 64, "{start}: {most} bytes kept");
    }
}

#[test]
fn ignores_php_messages_around_the_json() {
    let html = "<br />\n<b>Warning</b>:  x in <b>/a.php</b> on line <b>12</b><br />\n";
    let plain = "\nWarning: x in /a.php on line 12\n";
    for messages in [html, plain] {
        let body = format!("{messages}{BODY}{messages}");
        for chunk in [1, 7, usize::MAX] {
            assert_eq!(rows(&body, chunk).unwrap().len(), 3, "{messages}");
        }
    }
    assert_eq!(code(&format!("{BODY}\nWarning: x")), "not_json");
}

#[test]
fn returns_rows_for_any_chunk_size() {
    let whole = rows(BODY, usize::MAX).unwrap();
    let ids: Vec<_> = whole.iter().map(|row| row.0.as_str()).collect();
    assert_eq!(ids, ["2499454673490220", "guest-7", "3"]);
    assert_eq!(whole[0].1[0].answer, "Reading, è {[,\"}");
    assert_eq!(whole[1].1[0].question_id, crate::QuestionId(46));
    for chunk in 1..BODY.len() {
        assert_eq!(rows(BODY, chunk).unwrap(), whole, "chunks of {chunk} bytes");
    }
}

#[test]
fn returns_rows_of_very_different_lengths() {
    let lengths = [0, 700, 5_000, 3, 90_000, 1, 2_000];
    let entries =
        lengths.map(|length| format!(r#""7":[{{"id":1,"answer":"{}"}}]"#, "\u{20ac}".repeat(length)));
    let body = format!(r#"{{"data":{{{}}}}}"#, entries.join(","));
    for chunk in [999, 64 * 1024, usize::MAX] {
        let rows = rows(&body, chunk).unwrap();
        let received: Vec<_> = rows.iter().map(|row| row.1[0].answer.chars().count()).collect();
        assert_eq!(received, lengths, "chunks of {chunk} bytes");
    }
}

#[test]
fn rejects_invalid_utf_8_in_values_that_are_used() {
    let body = |field: &str| {
        let (start, end) = (r#"{"data":{"1":[{"id":1,"answer":"x"}],"2":[{"id":1,"#, r#""}],"3":[]}}"#);
        [start.as_bytes(), format!(r#""{field}":""#).as_bytes(), &[0xe8], end.as_bytes()].concat()
    };
    for chunk in [1, 7, usize::MAX] {
        assert_eq!(rows(body("answer"), chunk).unwrap_err(), "not_json");
        assert_eq!(rows(body("other"), chunk).unwrap().len(), 3);
    }
}

#[test]
fn accepts_every_form_of_an_empty_result() {
    for body in [
        r#"{"id":null,"flow_name":null,"data":[]}"#,
        r#"{"id":null,"flow_name":null,"data":{}}"#,
        r#"{"data":null}"#,
        "<div>Undefined array key 0</div><div>again</div>{\"id\":null,\"data\":[ ]}",
    ] {
        assert_eq!(rows(body, usize::MAX).unwrap(), [], "{body}");
        assert_eq!(rows(body, 3).unwrap(), [], "{body}");
    }
}

#[test]
fn uses_the_index_of_a_list_as_subscriber_id() {
    let rows = rows(r#"{"id":"1","data":[[{"id":"4","answer":"x"}],[]]}"#, 5).unwrap();
    assert_eq!((rows[0].0.as_str(), rows[0].1.len()), ("0", 1));
    assert_eq!(rows[1].0.as_str(), "1");
}

#[test]
fn detects_a_response_with_an_error() {
    assert_eq!(
        code(r#"{"status":"error","message":"The flow campaign ID does not exist"}"#),
        "flow_not_found"
    );
    assert_eq!(code(r#"{"status":"error","message":"x","data":{"1":[]}}"#), "unknown_error");
}

#[test]
fn names_the_kind_of_malformed_response() {
    for (body, expected) in [
        ("", "empty_body"),
        ("null", "null_body"),
        ("[]", "wrong_shape"),
        ("{}", "wrong_shape"),
        ("<html></html>", "html_page"),
        ("sorry", "not_json"),
        (r#"{"data":{"1":[]"#, "truncated_body"),
        (r#"{"data":{"1":[{"answer":"x"#, "truncated_body"),
        (r#"{"data":{"1":[]}}}"#, "not_json"),
        (r#"{"data":{"1":[],}}"#, "not_json"),
        (r#"{"data":{"1":[]"2":[]}}"#, "not_json"),
        (r#"{"data":{"1":[}]}}"#, "not_json"),
        (r#"{"data":{1:[]}}"#, "not_json"),
        (r#"{"data":{"1":7}}"#, "wrong_shape"),
    ] {
        assert_eq!(code(body), expected, "{body}");
    }
}

#[test]
fn bounds_memory() {
    let long = "x".repeat(ROW_LIMIT);
    assert_eq!(code_in_large_chunks(&format!(r#"{{"data":{{"1":[{{"answer":"{long}"}}]}}}}"#)), "too_large");
    assert_eq!(code_in_large_chunks(&format!(r#"{{"data":{{"{long}":[]}}}}"#)), "too_large");
    let blanks = " ".repeat(2 * ROW_LIMIT);
    assert_eq!(code_in_large_chunks(&format!(r#"{{"data":{{"1"{blanks}:[]}}}}"#)), "too_large");
    let rows = rows(format!(r#"{{"data":{{{blanks}"1":[]{blanks},"2":[]}}}}"#), 64 * 1024).unwrap();
    assert_eq!(rows.len(), 2);
}

fn code_in_large_chunks(body: &str) -> String {
    rows(body, 64 * 1024).unwrap_err()
}
