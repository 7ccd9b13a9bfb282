@file:JvmName("Imports")

package com.chat44mp

import com.chat44mp.internal.ImportSettings
import com.chat44mp.internal.readResults
import java.nio.file.Path

/** Options of an import. */
public data class ImportOptions @JvmOverloads constructor(
    /** The results file: records the result of each row. With it, an interrupted import resumes when it is run again. */
    val results: Path? = null,
    /** A CSV file for rows that are invalid or failed, with the reason, to correct and import again. */
    val errors: Path? = null,
    /** The column of each field (`email`, `phoneNumber`, `firstName`, `lastName`), overriding detection by name. */
    val map: Map<String, String> = emptyMap(),
    /** The sheet of a workbook (.xlsx, .ods): its name, or its number counted from 1; the first visible one by default. */
    val sheet: String? = null,
    /**
     * The region of phone numbers without a country code, by its code in ISO 3166, such as "IT": numbers are validated and
     * sent as E.164. By default, they are sent as they are, apart from cleaning.
     */
    val phoneRegion: String? = null,
    /** The delimiter of a CSV file: one character, or "tab"; detected by default. */
    val delimiter: String? = null,
    /** The file's encoding, by its WHATWG name; detected by default. */
    val encoding: String? = null,
    /** The maximum number of rows in flight; 4 by default. The client's `maxConcurrency` also applies. */
    val concurrency: Int? = null,
    /** Only validates: nothing is sent, no file is written. `pending` counts what would be sent. */
    val dryRun: Boolean = false,
    /**
     * Resends rows that an earlier run left `unknown`. If such a contact was created, the server rejects the duplicate and
     * the row becomes `exists`.
     */
    val resendUnknown: Boolean = false,
) {
    @JvmSynthetic
    internal fun native() = ImportSettings(
        results = results?.toString(),
        errors = errors?.toString(),
        map = map,
        sheet = sheet,
        phoneRegion = phoneRegion,
        delimiter = delimiter,
        encoding = encoding,
        concurrency = concurrency?.toLong(),
        dryRun = dryRun,
        resendUnknown = resendUnknown,
    )
}

/** An import in progress. */
public interface RunningImport {
    /** Stops the import gracefully: no further rows are sent, and rows in flight are awaited. `end` is then `STOPPED`. */
    public fun stop()
}

/** Receives the progress of an import periodically; an exception stops the import gracefully. */
public fun interface ImportWatcher {
    /** Receives the progress. */
    public suspend fun RunningImport.progress(progress: ImportProgress)
}

/** Receives the result of each row of an import, in the order of completion; an exception stops the import gracefully. */
public fun interface RowListener {
    /** Receives the result of a row: its number, status and contact ID. */
    public suspend fun onRow(result: RowResult)
}

/**
 * Reads a results file of an import, also one that an import is writing: its rows in flight are `unknown`. Blocks.
 *
 * Fails with `results_file_refused` if it is not a results file, and with `file_failed`. In Java:
 * `Imports.readImportResults(path)`.
 */
public fun readImportResults(path: Path): ImportResults = withNativeLibrary { translated { readResults(path.toString()) } }
