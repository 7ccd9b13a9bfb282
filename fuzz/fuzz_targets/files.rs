//! Any file is rejected, or read twice with the same rows.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|content: &[u8]| {
    if let Ok([first, second]) = chat44mp::fuzzing::file(content) {
        assert_eq!(first, second);
    }
});
