// swift-tools-version: 6.0
import PackageDescription

let package = Package(
    name: "people",
    platforms: [.macOS(.v13)],
    dependencies: [.package(path: "../chat44mp")],
    targets: [.executableTarget(name: "people", dependencies: [.product(name: "Chat44mp", package: "chat44mp")])]
)
