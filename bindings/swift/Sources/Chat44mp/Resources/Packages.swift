/// The calls for packages (admin key): ``Client/packages``.
public struct Packages: PackagesAPI {
    let caller: Caller

    /// Lists all packages that are not deleted. `GET /get_all_packages`
    public func list() async throws -> [Package] {
        try await caller.run { try await $0.packagesList(control: $1) }
    }
}
