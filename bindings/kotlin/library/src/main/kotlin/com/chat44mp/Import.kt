@file:JvmName("Imports")

package com.chat44mp

import com.chat44mp.internal.NativeImportOptions
import java.nio.file.Path
import kotlin.time.toJavaDuration

/** Options of an import. */
public data class ImportOptions @JvmOverloads constructor(
    /**
     * The results file: records the result of each row as it is known. With it, an interrupted import resumes where
     * it was when it is started again. Without it, nothing is remembered.
     */
    val results: Path? = null,
    /** A CSV file for the rows that are invalid or failed, with the reason: to correct, and to import in turn. */
    val errors: Path? = null,
    /** The column of a field (`email`, `phone_number`, `first_name`, `last_name`), whatever the columns' names suggest. */
    val map: Map<String, String> = emptyMap(),
    /** The delimiter of a CSV file: one character, or "tab"; detected by default. */
    val delimiter: String? = null,
    /**
     * The file's encoding, by a name that the web knows, such as "windows-1252". Unless given it is what the file's mark
     * says, else UTF-8, else Windows-1252.
     */
    val encoding: String? = null,
    /** The maximum number of rows in flight; 4 by default. The client's `maxConcurrency` also applies. */
    val concurrency: Int? = null,
    /** Only validates: nothing is sent, no file is written. `pending` counts what would be sent. */
    val dryRun: Boolean = false,
    /**
     * Resends rows that an earlier run left `unknown`. The server refuses a contact whose
     * e-mail address or phone number exists, so such a row becomes `exists`.
     */
    val resendUnknown: Boolean = false,
) {
    internal fun native(groupId: GroupId) = NativeImportOptions(
        groupId,
        results?.toString(),
        errors?.toString(),
        map,
        delimiter,
        encoding,
        concurrency?.toLong(),
        dryRun,
        resendUnknown,
    )
}

/** An import under way. */
public interface RunningImport {
    /** Stops the import gracefully: no further rows are sent, and rows in flight are awaited. The report then ends with `STOPPED`. */
    public fun stop()
}

/** Receives the progress of an import periodically; an exception stops the import gracefully. */
public fun interface ImportWatcher {
    /** How far it is. */
    public suspend fun RunningImport.progress(progress: ImportProgress)
}

/** [ImportReport.elapsed] for Java: `Imports.elapsed(report)`. */
@JvmName("elapsed")
public fun ImportReport.javaElapsed(): java.time.Duration = elapsed.toJavaDuration()
