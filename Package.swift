// swift-tools-version: 6.0
// The Swift package. SwiftPM requires this file in the root; the sources are in bindings/swift. `cargo xtask package --lang swift`
// packs this file up to "What follows is not packed", the sources and the library.

import Foundation
import PackageDescription

// The native library: an XCFramework on macOS, elsewhere a static library, which the linker finds without any setting.
#if os(macOS)
    let library = Target.binaryTarget(name: "Chat44MPFFI", path: "bindings/swift/Chat44MPFFI.xcframework")
    let linked: [LinkerSetting] = []
#else
    let library = Target.systemLibrary(name: "Chat44MPFFI", path: "bindings/swift/Sources/Chat44MPFFI")
    let linked = [linkedArchive()] + ["gcc_s", "util", "rt", "pthread", "m", "dl", "c"].map { .linkedLibrary($0) }
#endif

/// The static library of this machine's architecture, as a linker setting that is allowed in every dependency (unlike
/// `-L`, which is an unsafe flag). The linker looks `:name` up relative to its search folders, so that a path that leads
/// up to the root is absolute.
func linkedArchive() -> LinkerSetting {
    #if arch(arm64)
        let platform = "linux-aarch64"
    #else
        let platform = "linux-x86_64"
    #endif
    let archive = "\(Context.packageDirectory)/bindings/swift/lib/\(platform)/libchat44mp_native.a"
    guard FileManager.default.fileExists(atPath: archive) else {
        fatalError("chat44mp has no library for \(platform): \(archive) is missing; build the package on such a machine")
    }
    return .linkedLibrary(":" + String(repeating: "../", count: 16) + archive.dropFirst())
}

let package = Package(
    name: "chat44mp",
    platforms: [.macOS(.v13), .iOS(.v16)],
    products: [
        .library(name: "Chat44mp", targets: ["Chat44mp"]),
        .library(name: "Chat44mpTesting", targets: ["Chat44mpTesting"]),
    ],
    targets: [
        library,
        .target(
            name: "Chat44mp",
            dependencies: ["Chat44MPFFI"],
            path: "bindings/swift/Sources/Chat44mp",
            linkerSettings: linked
        ),
        .target(
            name: "Chat44mpTesting",
            dependencies: ["Chat44mp", "Chat44MPFFI"],
            path: "bindings/swift/Sources/Chat44mpTesting"
        ),
    ],
    swiftLanguageModes: [.v6]
)

// What follows is not packed: tests, examples, benchmarks.

package.targets += [
    .executableTarget(name: "Measure", dependencies: ["Chat44mp"], path: "bindings/swift/Benchmarks/Measure"),
    .executableTarget(name: "Quickstart", dependencies: ["Chat44mp"], path: "bindings/swift/Examples/Quickstart"),
    .executableTarget(name: "Sale", dependencies: ["Chat44mp", "Chat44mpTesting"], path: "bindings/swift/Examples/Sale"),
    .testTarget(
        name: "Chat44mpTests",
        dependencies: ["Chat44mp", "Chat44mpTesting"],
        path: "bindings/swift/Tests/Chat44mpTests"
    ),
    .testTarget(name: "DocsTests", dependencies: ["Chat44mp", "Chat44mpTesting"], path: "docs/snippets/swift"),
]
