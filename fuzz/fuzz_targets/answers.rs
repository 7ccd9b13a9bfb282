//! Streamed answers decode the same for every chunk size.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some((&picked, body)) = input.split_last() else { return };
    let whole = chat44mp::fuzzing::answers(body, body.len());
    let chunks = chat44mp::fuzzing::answers(body, usize::from(picked) % 24 + 1);
    match (whole, chunks) {
        (Ok(whole), Ok(chunks)) => {
            assert_eq!(whole, chunks);
            // A body without an error is valid JSON after byte order marks or PHP's messages.
            let mut json = body.trim_ascii_start();
            while let Some(rest) = json.strip_prefix(b"\xEF\xBB\xBF") {
                json = rest.trim_ascii_start();
            }
            if !json.starts_with(b"<") {
                serde_json::from_slice::<serde::de::IgnoredAny>(json).expect("rows come from JSON only");
            }
        }
        (Err(whole), Err(chunks)) => assert_eq!(whole.code(), chunks.code()),
        (whole, chunks) => panic!("in one chunk {whole:?}, in several {chunks:?}"),
    }
});
