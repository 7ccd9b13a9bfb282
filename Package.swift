// swift-tools-version: 6.0
// The Swift package. SwiftPM requires this file in the root; the sources are in bindings/swift. `cargo xtask package --lang swift`
// packs this file up to "What follows is not packed", the sources and the library.

import PackageDescription

// The native library and its header: an XCFramework on macOS, elsewhere a static library with a pkg-config file.
#if os(macOS)
    let library = Target.binaryTarget(name: "Chat44MPFFI", path: "bindings/swift/Chat44MPFFI.xcframework")
#else
    let library = Target.systemLibrary(
        name: "Chat44MPFFI",
        path: "bindings/swift/Sources/Chat44MPFFI",
        pkgConfig: "chat44mp"
    )
#endif

let package = Package(
    name: "chat44mp",
    platforms: [.macOS(.v13), .iOS(.v16)],
    products: [
        .library(name: "Chat44mp", targets: ["Chat44mp"]),
        .library(name: "Chat44mpTesting", targets: ["Chat44mpTesting"]),
    ],
    targets: [
        library,
        .target(name: "Chat44mp", dependencies: ["Chat44MPFFI"], path: "bindings/swift/Sources/Chat44mp"),
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
]
