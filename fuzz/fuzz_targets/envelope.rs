//! No response to any call panics the decoder.

#![no_main]

use chat44mp::Operation;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some((&picked, body)) = input.split_last() else { return };
    let nth = usize::from(picked) % Operation::all().count();
    let Some(operation) = Operation::all().nth(nth) else { return };
    chat44mp::fuzzing::envelope(operation, body, picked >= 128);
});
