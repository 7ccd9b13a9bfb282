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
            // What decodes in pieces also decodes as a whole.
            let json = chat44mp::fuzzing::json(body).expect("rows come from JSON only");
            serde_json::from_slice::<serde::de::IgnoredAny>(json).expect("rows come from JSON only");
        }
        (Err(whole), Err(chunks)) => assert_eq!(whole.code(), chunks.code()),
        (whole, chunks) => panic!("in one chunk {whole:?}, in several {chunks:?}"),
    }
});
