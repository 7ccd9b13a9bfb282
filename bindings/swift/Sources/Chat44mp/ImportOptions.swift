import Foundation

/// Options of an import. The defaults are right for most programs.
public struct ImportOptions: Sendable {
    /// The results file: records the result of each row. With it, an interrupted import resumes when it is run again.
    public var results: String?
    /// A CSV file for rows that are invalid or failed, with the reason, to correct and import again.
    public var errors: String?
    /// The column of each field, overriding detection by name: `["email": "E-mail (work)"]`; an empty name for none.
    public var map: [String: String]
    /// The sheet of a workbook (.xlsx, .ods): its name, or its number counted from 1; the first visible one by default.
    public var sheet: String?
    /// The region of phone numbers without a country code, by its code in ISO 3166, such as `IT`: numbers are validated and
    /// sent as E.164. By default, they are sent as they are, apart from cleaning.
    public var phoneRegion: String?
    /// The delimiter of a CSV file: one character, or `tab`; detected by default.
    public var delimiter: String?
    /// The file's encoding, by its WHATWG name; detected by default.
    public var encoding: String?
    /// The maximum number of rows in flight; 4 by default. The client's `maxConcurrency` also applies.
    public var concurrency: Int?
    /// Only validates: nothing is sent, no file is written.
    public var dryRun: Bool
    /// Resends rows that an earlier run left `unknown`.
    public var resendUnknown: Bool
    /// The handle that stops it gracefully.
    public var stop: ImportStop?

    /// Creates options; those that are left out have their defaults.
    public init(
        results: String? = nil,
        errors: String? = nil,
        map: [String: String] = [:],
        sheet: String? = nil,
        phoneRegion: String? = nil,
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
        self.sheet = sheet
        self.phoneRegion = phoneRegion
        self.delimiter = delimiter
        self.encoding = encoding
        self.concurrency = concurrency
        self.dryRun = dryRun
        self.resendUnknown = resendUnknown
        self.stop = stop
    }

    /// Creates options with the URLs of the results file and of the file for rows that are invalid or failed.
    public init(results: URL, errors: URL? = nil) {
        self.init(results: results.filePath, errors: errors?.filePath)
    }

    var native: ImportSettings {
        ImportSettings(
            results: results,
            errors: errors,
            map: map,
            sheet: sheet,
            phoneRegion: phoneRegion,
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
    private var running: [NativeImport] = []

    /// Creates a handle.
    public init() {}

    /// Stops all imports with this handle, also those that start later. Thread-safe; stopping twice does nothing.
    public func stop() {
        let imports = lock.withLock {
            stopped = true
            return running
        }
        imports.forEach { $0.stop() }
    }

    func add(_ native: NativeImport) {
        let alreadyStopped = lock.withLock {
            running.append(native)
            return stopped
        }
        if alreadyStopped { native.stop() }
    }

    func remove(_ native: NativeImport) {
        lock.withLock { running.removeAll { $0 === native } }
    }
}
