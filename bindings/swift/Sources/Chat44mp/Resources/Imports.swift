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

/// The rows of an import. The closures return at least one row and at most as many as their argument says; none at the end.
public enum ImportSource {
    /// A CSV or JSON Lines file or a workbook, by its path.
    case file(String)
    /// The rows of a sequence.
    case rows((Int) -> [ImportRow])
    /// The rows of an asynchronous sequence.
    case asyncRows(@Sendable (Int) async throws -> [ImportRow])
}

/// An iterator that only one import uses, one row at a time.
private final class IteratorOfImport<Iterator: AsyncIteratorProtocol>: @unchecked Sendable {
    private var iterator: Iterator

    init(_ iterator: Iterator) {
        self.iterator = iterator
    }

    func next() async throws -> Iterator.Element? {
        try await iterator.next()
    }
}

extension Contacts {
    /// Runs an import: `importFile` and `importRows` call it.
    public func runImport(
        of source: ImportSource,
        groupId: GroupId,
        options: ImportOptions,
        isolation: isolated (any Actor)?,
        onProgress: ((ImportProgress) -> Void)?,
        onRow: ((RowResult) async throws -> Void)?
    ) async throws -> ImportReport {
        let path: String? = if case .file(let path) = source { path } else { nil }
        let (settings, reportRows) = (options.native, onRow != nil)
        let native = try await caller.run { client, control in
            if let path {
                try client.contactsImportFile(
                    path: path, groupId: groupId, settings: settings, reportRows: reportRows, control: control)
            } else {
                try client.contactsImportRows(
                    groupId: groupId, settings: settings, reportRows: reportRows, control: control)
            }
        }
        options.stop?.add(native)
        defer { options.stop?.remove(native) }

        var failure: (any Error)?
        while true {
            let step = try await caller.run { try await native.next(control: $1) }
            do {
                switch step {
                case .rows(let capacity):
                    let batch = try await source.next(Int(capacity), isolation: isolation)
                    if batch.isEmpty { try native.endRows() } else { try native.push(rows: batch) }
                case .results(let results) where failure == nil:
                    for result in results { try await onRow?(result) }
                case .progress(let progress):
                    onProgress?(progress)
                case .results, .done:
                    break
                }
            } catch {
                // Rows in flight are awaited.
                failure = failure ?? error
                native.stop()
            }
            if case .done(let report) = step {
                if let failure { throw failure }
                return report
            }
        }
    }
}

extension ImportSource {
    fileprivate func next(_ capacity: Int, isolation: isolated (any Actor)?) async throws -> [ImportRow] {
        switch self {
        case .file: []
        case .rows(let next): next(capacity)
        case .asyncRows(let next): try await next(capacity)
        }
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
