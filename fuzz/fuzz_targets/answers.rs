//! Streamed answers are the same in any pieces as in one.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some((&picked, body)) = input.split_last() else { return };
    let whole = chat44mp::fuzzing::answers(body, body.len());
    let pieces = chat44mp::fuzzing::answers(body, usize::from(picked) % 24 + 1);
    match (whole, pieces) {
        (Ok(whole), Ok(pieces)) => {
            assert_eq!(whole, pieces);
            // What the splitter lets through is JSON to its end, behind a byte order mark or PHP's own messages.
            let json = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body).trim_ascii_start();
            if !json.starts_with(b"<") {
                serde_json::from_slice::<serde::de::IgnoredAny>(json).expect("rows come from JSON only");
            }
        }
        (Err(whole), Err(pieces)) => assert_eq!(whole.code(), pieces.code()),
        (whole, pieces) => panic!("in one piece {whole:?}, in pieces {pieces:?}"),
    }
});
