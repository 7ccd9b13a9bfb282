// swift-tools-version: 6.0
// A user's project that depends on the built package. `cargo xtask test --lang swift` copies the examples of the README
// into it and runs it outside this repository.

import PackageDescription

let package = Package(
    name: "shop",
    platforms: [.macOS(.v13)],
    dependencies: [.package(path: "chat44mp")],
    targets: [
        .executableTarget(
            name: "Shop",
            dependencies: [.product(name: "Chat44mp", package: "chat44mp")],
            path: "Sources/Shop"
        ),
        .testTarget(
            name: "ShopTests",
            dependencies: [
                .product(name: "Chat44mp", package: "chat44mp"),
                .product(name: "Chat44mpTesting", package: "chat44mp"),
            ],
            path: "Tests/ShopTests"
        ),
    ],
    swiftLanguageModes: [.v6]
)
