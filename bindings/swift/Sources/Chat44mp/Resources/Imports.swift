import Foundation

extension ContactsAPI {
    /// Imports contacts from a sequence of rows into a group. `POST /create_contact` for each row
    ///
    /// Rows are taken from the sequence as there is capacity to send them and are validated one at a time, so memory
    /// use stays constant. An invalid row does not fail the import: the report counts it and says why. Rows are
    /// numbered from 1. Otherwise like `importFile`.
    ///
    /// Fails like `importFile`.
    ///
    /// Values are cleaned like the cells of a file.
    ///
    ///     let report = try await client.contacts.importRows(people.map { ImportRow(email: $0.email) }, groupId: 276)
    ///
    /// Cancelling the task stops the import immediately; rows in flight may have been created. ``ImportStop`` stops it
    /// gracefully.
    ///
    /// - Parameters:
    ///   - rows: The rows.
    ///   - groupId: The group to add the contacts to.
    ///   - options: The options of the import.
    ///   - isolation: The actor on which the closures run; by default that of the caller, such as the main actor.
    ///   - onProgress: Receives the progress periodically.
    ///   - onRow: Receives the result of each row, in the order of completion. Rows that an earlier run finished are
    ///     reported again; rows that a dry run would send are not. If it throws, the import stops gracefully.
    public func importRows(
        _ rows: some Sequence<ImportRow>,
        groupId: GroupId,
        options: ImportOptions = ImportOptions(),
        isolation: isolated (any Actor)? = #isolation,
        onProgress: ((ImportProgress) -> Void)? = nil,
        onRow: ((RowResult) async throws -> Void)? = nil
    ) async throws -> ImportReport {
        var iterator = rows.makeIterator()
        let source = ImportSource.rows { capacity in
            var batch: [ImportRow] = []
            while batch.count < capacity, let row = iterator.next() {
                batch.append(row)
            }
            return batch
        }
        return try await runImport(
            of: source,
            groupId: groupId,
            options: options,
            isolation: isolation,
            onProgress: onProgress,
            onRow: onRow
        )
    }

    /// Imports contacts from an asynchronous sequence of rows. `POST /create_contact` for each row
    ///
    /// Like the other `importRows`. If the sequence throws, the import stops gracefully and rethrows the error.
    public func importRows<Rows: AsyncSequence>(
        _ rows: Rows,
        groupId: GroupId,
        options: ImportOptions = ImportOptions(),
        isolation: isolated (any Actor)? = #isolation,
        onProgress: ((ImportProgress) -> Void)? = nil,
        onRow: ((RowResult) async throws -> Void)? = nil
    ) async throws -> ImportReport where Rows.Element == ImportRow {
        let iterator = IteratorOfImport(rows.makeAsyncIterator())
        let source = ImportSource.asyncRows { _ in try await iterator.next().map { [$0] } ?? [] }
        return try await runImport(
            of: source,
            groupId: groupId,
            options: options,
            isolation: isolation,
            onProgress: onProgress,
            onRow: onRow
        )
    }

    /// Imports contacts from a CSV or JSON Lines file or a workbook into a group. `POST /create_contact` for each row
    ///
    /// The file is read twice: first to validate every row before anything is sent, then to send the rows. Several rows
    /// are in flight at a time (`concurrency`, 4 by default), and each is sent once: a row whose response is lost is
    /// `unknown`, because it may have been created. With a results file (`results`), an interrupted import resumes when
    /// it is run again.
    ///
    /// A row that fails does not fail the import; the report counts it and says why.
    ///
    /// Cancelling the task stops the import immediately; rows in flight may have been created. ``ImportStop`` stops it
    /// gracefully.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - groupId: The group to add the contacts to.
    ///   - options: The options of the import.
    ///   - isolation: The actor on which the closures run; by default that of the caller, such as the main actor.
    ///   - onProgress: Receives the progress periodically.
    ///   - onRow: Receives the result of each row, in the order of completion. Rows that an earlier run finished are
    ///     reported again; rows that a dry run would send are not. If it throws, the import stops gracefully.
    /// - Throws: `invalid_file` if the file cannot be parsed (the message names the row and the column), and
    ///   `file_failed`, `results_file_refused`, `invalid_option` or `invalid_value`; in each case before anything is
    ///   sent.
    public func importFile(
        _ path: String,
        groupId: GroupId,
        options: ImportOptions = ImportOptions(),
        isolation: isolated (any Actor)? = #isolation,
        onProgress: ((ImportProgress) -> Void)? = nil,
        onRow: ((RowResult) async throws -> Void)? = nil
    ) async throws -> ImportReport {
        try await runImport(
            of: .file(path),
            groupId: groupId,
            options: options,
            isolation: isolation,
            onProgress: onProgress,
            onRow: onRow
        )
    }

    /// Imports contacts from a file. `POST /create_contact` for each row
    ///
    /// Like the other `importFile`.
    public func importFile(
        _ file: URL,
        groupId: GroupId,
        options: ImportOptions = ImportOptions(),
        isolation: isolated (any Actor)? = #isolation,
        onProgress: ((ImportProgress) -> Void)? = nil,
        onRow: ((RowResult) async throws -> Void)? = nil
    ) async throws -> ImportReport {
        try await runImport(
            of: .file(file.filePath),
            groupId: groupId,
            options: options,
            isolation: isolation,
            onProgress: onProgress,
            onRow: onRow
        )
    }
}

/// Reads a results file of an import, also one that an import is writing: its rows in flight are `unknown`. Blocks.
///
/// - Throws: `results_file_refused` if it is not a results file, and `file_failed`.
public func readImportResults(_ path: String) throws -> ImportResults {
    try translatingErrors { try readResults(path: path) }
}

/// Reads a results file of an import, like the other `readImportResults`. Blocks.
public func readImportResults(_ file: URL) throws -> ImportResults {
    try readImportResults(file.filePath)
}

extension URL {
    /// The path of a file. Another URL is no path, and the call that opens it fails.
    var filePath: String {
        isFileURL ? path : absoluteString
    }
}
