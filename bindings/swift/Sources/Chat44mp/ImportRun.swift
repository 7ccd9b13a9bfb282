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
final class IteratorOfImport<Iterator: AsyncIteratorProtocol>: @unchecked Sendable {
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
        let (settings, reportRows, reportProgress) = (options.native, onRow != nil, onProgress != nil)
        let native = try await caller.run { client, control in
            if let path {
                try client.contactsImportFile(
                    path: path, groupId: groupId, settings: settings, reportRows: reportRows,
                    reportProgress: reportProgress, control: control)
            } else {
                try client.contactsImportRows(
                    groupId: groupId, settings: settings, reportRows: reportRows,
                    reportProgress: reportProgress, control: control)
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
