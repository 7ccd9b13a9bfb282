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
