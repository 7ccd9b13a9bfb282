package com.chat44mp

import com.chat44mp.internal.NativeImportOptions
import com.chat44mp.internal.NativeImportReport
import java.nio.file.Path
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds
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

/**
 * The result of an import. Rows that fail do not fail it. Every row is in exactly one of the counts but [earlier] and
 * [rewritten].
 */
public data class ImportReport(
    /** How it ended. */
    val end: ImportEnd,
    /** The error that aborted the import. */
    val error: Chat44mpException?,
    /** Whether every contact now exists: all rows were created or already existed. */
    val success: Boolean,
    /** All rows, blank ones aside. */
    val rows: Long,
    /** Created. */
    val created: Long,
    /** Already existed. */
    val exists: Long,
    /** Not sent: a value is invalid, or an earlier row has the same e-mail address or phone number. */
    val invalid: Long,
    /** Not created; another run retries the row. */
    val failed: Long,
    /** Possibly created: the row was sent, but its response was lost. */
    val unknown: Long,
    /** Not sent: the import was stopped or aborted, or is a dry run. */
    val pending: Long,
    /** Rows among the above that an earlier run had settled. */
    val earlier: Long,
    /** Rows sent with text that the server stores otherwise, such as emoji. */
    val rewritten: Long,
    /** The reasons why rows were not created, most frequent first. */
    val reasons: List<ImportReason>,
    /** The columns of the file and the fields that they were mapped to. */
    val columns: List<MappedColumn>,
    /** The file's encoding, by the name that the web knows, such as "UTF-8". */
    val encoding: String?,
    /** The delimiter of a CSV file, one character. */
    val delimiter: String?,
    /** How long it took. */
    val elapsed: Duration,
) {
    /** [elapsed] for Java. */
    @JvmName("getElapsed")
    public fun javaElapsed(): java.time.Duration = elapsed.toJavaDuration()
}

internal fun NativeImportReport.report() = ImportReport(
    end,
    error?.exception(),
    success,
    rows,
    created,
    exists,
    invalid,
    failed,
    unknown,
    pending,
    earlier,
    rewritten,
    reasons,
    columns,
    encoding,
    delimiter,
    elapsed.seconds,
)
