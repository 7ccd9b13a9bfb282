// swift-tools-version: 6.0
// The Swift package. It stands here because SwiftPM looks nowhere else; what it is made of is in bindings/swift.
// `cargo xtask package --lang swift` makes what people depend on: this file down to the line that says so, the sources,
// and the library.

import PackageDescription

// The library in Rust, and its header: on Apple's systems an XCFramework, elsewhere an archive that pkg-config knows.
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
