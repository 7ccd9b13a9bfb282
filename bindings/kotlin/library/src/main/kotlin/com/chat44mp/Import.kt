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
     * The results file: what became of each row, written as it happens. With it, an import that was broken off goes on where
     * it was when it is started again. Without it, nothing is remembered.
     */
    val results: Path? = null,
    /** A CSV file for the rows that are invalid or failed, with the reason: to correct, and to import in turn. */
    val errors: Path? = null,
    /** The column of a field (`email`, `phone_number`, `first_name`, `last_name`), whatever the columns' names suggest. */
    val map: Map<String, String> = emptyMap(),
    /** What separates the cells of a CSV file: one character, or "tab"; found out unless given. */
    val delimiter: String? = null,
    /**
     * The file's encoding, by a name that the web knows, such as "windows-1252". Unless given it is what the file's mark
     * says, else UTF-8, else Windows-1252.
     */
    val encoding: String? = null,
    /** How many rows may be in flight at once; 4. The client's `maxConcurrency` holds besides. */
    val concurrency: Int? = null,
    /** Only looks: nothing is sent, no file is written. `pending` counts what would be sent. */
    val dryRun: Boolean = false,
    /**
     * Sends rows again of which an earlier run does not know whether they were made. The install refuses a contact whose
     * e-mail address or phone number it has, so the row is then found to exist.
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
    /** Stops it in good order: no further row is sent, those in flight are waited for. Its report then says `STOPPED`. */
    public fun stop()
}

/** Is told how far an import is, every so often; what it throws stops the import in good order. */
public fun interface ImportWatcher {
    /** How far it is. */
    public suspend fun RunningImport.progress(progress: ImportProgress)
}

/**
 * What came of an import. Rows that fail do not fail it. Every row is in exactly one of the counts but [earlier] and
 * [rewritten].
 */
public data class ImportReport(
    /** How it ended. */
    val end: ImportEnd,
    /** What ended it before its time. */
    val error: Chat44mpException?,
    /** Whether every contact is there now: all rows were made, or existed. */
    val success: Boolean,
    /** All rows, blank ones aside. */
    val rows: Long,
    /** Made. */
    val created: Long,
    /** There already. */
    val exists: Long,
    /** Not sent: a value is wrong, or an earlier row has the same e-mail address or phone number. */
    val invalid: Long,
    /** Not made; another run tries again. */
    val failed: Long,
    /** Perhaps made: it was sent, and no answer came. */
    val unknown: Long,
    /** Not sent: the import was stopped or given up, or is a dry run. */
    val pending: Long,
    /** Rows among the above that an earlier run had settled. */
    val earlier: Long,
    /** Rows sent with text that the server stores otherwise, such as emoji. */
    val rewritten: Long,
    /** Why rows were not made, or not now: most frequent first. */
    val reasons: List<ImportReason>,
    /** Which columns of the file were taken for which fields. */
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
