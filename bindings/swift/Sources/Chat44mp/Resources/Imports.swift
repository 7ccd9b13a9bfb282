extension Contacts {
    /// Makes a contact of each row. `POST /create_contact`
    ///
    ///     let report = try await client.contacts.importRows(people.map { ImportRow(email: $0.email) }, groupId: 276)
    ///
    /// Rows are checked one by one as they are sent; one that is wrong becomes `invalid` in the report and stops nothing.
    /// Nothing is ever sent twice: another run with the same ``ImportOptions/results`` goes on where this one ended.
    ///
    /// Cancelling the task stops at once, and rows in flight may have been made; ``ImportStop`` stops in good order.
    ///
    /// - Parameters:
    ///   - rows: The rows; taken as there is room, so that any number of them needs no memory.
    ///   - groupId: The group that all contacts come into.
    ///   - options: How it is done.
    ///   - onProgress: Gets how far it is, now and then.
    /// - Throws: ``Chat44mpError/config(_:)`` for options that cannot be, `results_file_refused`, `file_failed`.
    public func importRows(
        _ rows: some Sequence<ImportRow>,
        groupId: GroupId,
        options: ImportOptions = ImportOptions(),
        onProgress: ((ImportProgress) -> Void)? = nil
    ) async throws -> ImportReport {
        var left = rows.makeIterator()
        return try await importRows(groupId, options, onProgress) { room in
            var batch: [ImportRow] = []
            while batch.count < room, let row = left.next() {
                batch.append(row)
            }
            return batch
        }
    }

    /// Makes a contact of each row, as rows come. `POST /create_contact`
    ///
    /// As the other `importRows`. What the rows throw stops the import in good order, and is thrown then.
    public func importRows<Rows: AsyncSequence>(
        _ rows: Rows,
        groupId: GroupId,
        options: ImportOptions = ImportOptions(),
        onProgress: ((ImportProgress) -> Void)? = nil
    ) async throws -> ImportReport where Rows.Element == ImportRow {
        var left = rows.makeAsyncIterator()
        return try await importRows(groupId, options, onProgress) { _ in
            try await left.next().map { [$0] } ?? []
        }
    }

    /// Makes a contact of each row of a file: CSV with a header line, or JSON Lines. `POST /create_contact`
    ///
    /// The whole file is checked before the first row is sent; ``ImportOptions/dryRun`` ends there.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - groupId: The group that all contacts come into.
    ///   - options: How it is done.
    ///   - onProgress: Gets how far it is, now and then.
    /// - Throws: `invalid_file` for one that cannot be understood; and as ``importRows(_:groupId:options:onProgress:)``.
    public func importFile(
        _ path: String,
        groupId: GroupId,
        options: ImportOptions = ImportOptions(),
        onProgress: ((ImportProgress) -> Void)? = nil
    ) async throws -> ImportReport {
        try await caller.stoppable { control in
            let native = options.native(groupId: groupId)
            let begun = try caller.native.contactsImportFile(path: path, options: native, control: control)
            return try await steps(of: begun, control, options, onProgress) { _ in [] }
        }
    }

    private func importRows(
        _ groupId: GroupId,
        _ options: ImportOptions,
        _ onProgress: ((ImportProgress) -> Void)?,
        _ rows: (_ room: Int) async throws -> [ImportRow]
    ) async throws -> ImportReport {
        try await caller.stoppable { control in
            let native = options.native(groupId: groupId)
            let begun = try caller.native.contactsImportRows(options: native, control: control)
            return try await steps(of: begun, control, options, onProgress, rows)
        }
    }

    /// Does what an import asks for, to its end.
    private func steps(
        of begun: NativeImport,
        _ control: CallControl,
        _ options: ImportOptions,
        _ onProgress: ((ImportProgress) -> Void)?,
        _ rows: (_ room: Int) async throws -> [ImportRow]
    ) async throws -> ImportReport {
        options.stop?.add(begun)
        defer { options.stop?.remove(begun) }
        var failure: (any Error)?
        while true {
            switch try await begun.next(control: control) {
            case .rows(let room):
                do {
                    let batch = try await rows(Int(room))
                    if batch.isEmpty { try begun.end() } else { try begun.give(rows: batch) }
                } catch {
                    // Rows in flight are waited for.
                    failure = error
                    begun.stop()
                }
            case .progress(let progress):
                onProgress?(progress)
            case .done(let report):
                if let failure { throw failure }
                return ImportReport(report)
            }
        }
    }
}
