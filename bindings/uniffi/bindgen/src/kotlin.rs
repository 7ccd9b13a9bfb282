//! Changes to the Kotlin that uniffi writes: how it learns whether a call of Rust failed, and on which thread it resumes
//! coroutines.
//!
//! For the status of a call it makes a `Structure` of JNA's for each call, and there are half a dozen of them to one call of the API. Such an object
//! costs microseconds, most of what crossing the border costs at all. Here a piece of memory that each thread keeps takes
//! its place, and the object is only made when a call did go wrong.

use anyhow::{Result, ensure};

/// What is written, and what stands there instead.
const CHANGES: &[(&str, &str)] = &[
    ("uniffi_out_err: UniffiRustCallStatus,", "uniffi_out_err: Pointer,"),
    (
        "internal open class UniffiRustCallStatus : Structure() {",
        "internal open class UniffiRustCallStatus(at: Pointer? = null) : Structure(at) {",
    ),
    ("callback: (UniffiRustCallStatus) -> U): U {", "callback: (Pointer) -> U): U {"),
    (
        "    var status = UniffiRustCallStatus()
    val return_value = callback(status)
    uniffiCheckCallStatus(errorHandler, status)
    return return_value
}
",
        "    val status = UniffiCallStatuses.take()
    try {
        val value = callback(status)
        if (status.getByte(0) != UNIFFI_CALL_SUCCESS) {
            uniffiCheckCallStatus(errorHandler, UniffiRustCallStatus(status).apply { read() })
        }
        return value
    } finally {
        UniffiCallStatuses.give(status)
    }
}

// Memory for the status of a call, one piece a thread: Rust writes to it only when a call goes wrong.
internal object UniffiCallStatuses {
    // A compile-time assertion in bindings/uniffi/src/lib.rs checks that it is enough.
    private const val SIZE = 32L
    private val kept = ThreadLocal<Pointer?>()

    // Takes the thread's, which a call that is made within another does not find.
    fun take(): Pointer {
        val status = kept.get() ?: return com.sun.jna.Memory(SIZE).apply { clear() }
        kept.set(null)
        return status
    }

    fun give(status: Pointer) {
        status.setByte(0, UNIFFI_CALL_SUCCESS)
        kept.set(status)
    }
}
",
    ),
];

/// Only where there are futures. The I/O thread calls the continuation callback, and no code of the program may run there.
const OF_FUTURES: &[(&str, &str)] = &[
    ("completeFunc: (Long, UniffiRustCallStatus) -> F,", "completeFunc: (Long, Pointer) -> F,"),
    (
        "uniffiContinuationHandleMap.remove(data).resume(pollResult)",
        "com.chat44mp.resumeOffIoThread(uniffiContinuationHandleMap.remove(data), pollResult)",
    ),
];

/// Changes one file. Fails when uniffi writes something else than it did.
pub(crate) fn change(source: &str) -> Result<String> {
    let mut changed = source.to_owned();
    let futures =
        if source.contains("fun<T, F, E: kotlin.Exception> uniffiRustCallAsync") { OF_FUTURES } else { &[] };
    for (written, instead) in CHANGES.iter().chain(futures) {
        ensure!(
            changed.contains(written),
            "uniffi no longer writes {written:?}: look at bindgen/src/kotlin.rs"
        );
        changed = changed.replace(written, instead);
    }
    Ok(changed)
}
