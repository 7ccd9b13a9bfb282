import Foundation

/// How an import is done. What is left out has a default that is right for most programs.
public struct ImportOptions: Sendable {
    /// The results file: records the result of each row as it is known, and lets another run resume.
    public var results: String?
    /// A CSV file for the rows that are invalid or failed, with the reason: to be put right and imported.
    public var errors: String?
    /// Columns by the field that is taken from them, such as `["email": "E-mail (work)"]`; an empty name for none.
    public var map: [String: String]
    /// The delimiter of a CSV file: one character, or `tab`; detected by default.
    public var delimiter: String?
    /// The file's encoding, by a WHATWG label; detected by default.
    public var encoding: String?
    /// How many rows may be in flight at once; 4.
    public var concurrency: Int?
    /// Only validates: nothing is sent, no file is written.
    public var dryRun: Bool
    /// Sends rows again of which an earlier run does not know whether they were made.
    public var resendUnknown: Bool
    /// The handle that stops it gracefully.
    public var stop: ImportStop?

    /// How an import is done; what is left out has its default.
    public init(
        results: String? = nil,
        errors: String? = nil,
        map: [String: String] = [:],
        delimiter: String? = nil,
        encoding: String? = nil,
        concurrency: Int? = nil,
        dryRun: Bool = false,
        resendUnknown: Bool = false,
        stop: ImportStop? = nil
    ) {
        self.results = results
        self.errors = errors
        self.map = map
        self.delimiter = delimiter
        self.encoding = encoding
        self.concurrency = concurrency
        self.dryRun = dryRun
        self.resendUnknown = resendUnknown
        self.stop = stop
    }

    func native(groupId: GroupId) -> NativeImportOptions {
        NativeImportOptions(
            groupId: groupId,
            results: results,
            errors: errors,
            map: map,
            delimiter: delimiter,
            encoding: encoding,
            concurrency: concurrency.map { Int64($0) },
            dryRun: dryRun,
            resendUnknown: resendUnknown
        )
    }
}

/// Stops imports gracefully: no further rows are sent, rows in flight are awaited, and the report counts the rest.
public final class ImportStop: @unchecked Sendable {
    private let lock = NSLock()
    private var stopped = false
    private var underWay: [NativeImport] = []

    /// Stops nothing yet.
    public init() {}

    /// Stops the imports that have it, and those that will. From any thread; stopping twice does nothing.
    public func stop() {
        let imports = lock.withLock {
            stopped = true
            return underWay
        }
        imports.forEach { $0.stop() }
    }

    func add(_ begun: NativeImport) {
        let late = lock.withLock {
            underWay.append(begun)
            return stopped
        }
        if late { begun.stop() }
    }

    func remove(_ ended: NativeImport) {
        lock.withLock { underWay.removeAll { $0 === ended } }
    }
}

/// The result of an import. Each row is counted once; `earlier` and `rewritten` overlap with the other counts.
public struct ImportReport: Hashable, Sendable {
    /// How it ended.
    public let end: ImportEnd
    /// The error that aborted the import.
    public let error: Chat44mpError?
    /// Whether every contact now exists: all rows were created or already existed.
    public let isSuccess: Bool
    /// All rows, blank ones aside.
    public let rows: Int
    /// Created.
    public let created: Int
    /// Already existed.
    public let exists: Int
    /// Not sent: a value is invalid, or an earlier row has the same e-mail address or phone number.
    public let invalid: Int
    /// Not created; another run retries the row.
    public let failed: Int
    /// Possibly created: the row was sent, but its response was lost.
    public let unknown: Int
    /// Not sent: the import was stopped or aborted, or is a dry run.
    public let pending: Int
    /// Rows among the above that an earlier run had settled.
    public let earlier: Int
    /// Rows sent with text that the server stores otherwise, such as emoji.
    public let rewritten: Int
    /// The reasons why rows were not created, most frequent first.
    public let reasons: [ImportReason]
    /// The columns of the file and the fields that they were mapped to.
    public let columns: [MappedColumn]
    /// The file's encoding.
    public let encoding: String?
    /// The delimiter of a CSV file.
    public let delimiter: String?
    /// How long it took.
    public let elapsed: Duration

    init(_ report: NativeImportReport) {
        end = report.end
        error = report.error.map(Chat44mpError.init)
        isSuccess = report.success
        rows = Int(report.rows)
        created = Int(report.created)
        exists = Int(report.exists)
        invalid = Int(report.invalid)
        failed = Int(report.failed)
        unknown = Int(report.unknown)
        pending = Int(report.pending)
        earlier = Int(report.earlier)
        rewritten = Int(report.rewritten)
        reasons = report.reasons
        columns = report.columns
        encoding = report.encoding
        delimiter = report.delimiter
        elapsed = .seconds(report.elapsed)
    }
}
