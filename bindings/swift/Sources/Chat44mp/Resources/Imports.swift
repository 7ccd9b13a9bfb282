extension Contacts {
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
    ///   - onProgress: Receives the progress periodically.
    ///   - onRow: Receives the result of each row, in the order of completion. Rows that an earlier run finished are
    ///     reported again; rows that a dry run would send are not. If it throws, the import stops gracefully.
    public func importRows(
        _ rows: some Sequence<ImportRow>,
        groupId: GroupId,
        options: ImportOptions = ImportOptions(),
        onProgress: ((ImportProgress) -> Void)? = nil,
        onRow: ((RowResult) async throws -> Void)? = nil
    ) async throws -> ImportReport {
        var iterator = rows.makeIterator()
        return try await importRows(groupId, options, onProgress, onRow) { capacity in
            var batch: [ImportRow] = []
            while batch.count < capacity, let row = iterator.next() {
                batch.append(row)
            }
            return batch
        }
    }

    /// Imports contacts from an asynchronous sequence of rows. `POST /create_contact` for each row
    ///
    /// Like the other `importRows`. If the sequence throws, the import stops gracefully and rethrows the error.
    public func importRows<Rows: AsyncSequence>(
        _ rows: Rows,
        groupId: GroupId,
        options: ImportOptions = ImportOptions(),
        onProgress: ((ImportProgress) -> Void)? = nil,
        onRow: ((RowResult) async throws -> Void)? = nil
    ) async throws -> ImportReport where Rows.Element == ImportRow {
        var iterator = rows.makeAsyncIterator()
        return try await importRows(groupId, options, onProgress, onRow) { _ in
            try await iterator.next().map { [$0] } ?? []
        }
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
        onProgress: ((ImportProgress) -> Void)? = nil,
        onRow: ((RowResult) async throws -> Void)? = nil
    ) async throws -> ImportReport {
        try await caller.withControl { control in
            let native = try caller.native.contactsImportFile(
                path: path, groupId: groupId, settings: options.native, reportRows: onRow != nil,
                control: control)
            return try await steps(of: native, control, options, onProgress, onRow) { _ in [] }
        }
    }

    private func importRows(
        _ groupId: GroupId,
        _ options: ImportOptions,
        _ onProgress: ((ImportProgress) -> Void)?,
        _ onRow: ((RowResult) async throws -> Void)?,
        _ rows: (_ capacity: Int) async throws -> [ImportRow]
    ) async throws -> ImportReport {
        try await caller.withControl { control in
            let native = try caller.native.contactsImportRows(
                groupId: groupId, settings: options.native, reportRows: onRow != nil,
                control: control)
            return try await steps(of: native, control, options, onProgress, onRow, rows)
        }
    }

    /// Drives an import until it finishes.
    private func steps(
        of native: NativeImport,
        _ control: CallControl,
        _ options: ImportOptions,
        _ onProgress: ((ImportProgress) -> Void)?,
        _ onRow: ((RowResult) async throws -> Void)?,
        _ rows: (_ capacity: Int) async throws -> [ImportRow]
    ) async throws -> ImportReport {
        options.stop?.add(native)
        defer { options.stop?.remove(native) }
        var failure: (any Error)?
        while true {
            let step = try await native.next(control: control)
            do {
                switch step {
                case .rows(let capacity):
                    let batch = try await rows(Int(capacity))
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

/// Reads a results file of an import, also one that an import is writing: its rows in flight are `unknown`. Blocks.
///
/// - Throws: `results_file_refused` if it is not a results file, and `file_failed`.
public func readImportResults(_ path: String) throws -> ImportResults {
    try translatingErrors { try readResults(path: path) }
}
