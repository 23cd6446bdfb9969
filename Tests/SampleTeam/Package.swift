// swift-tools-version: 6.1
import PackageDescription

let package = Package(
    name: "SampleTeam",
    dependencies: [
        .package(name: "gemello", path: "../.."),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .target(
            name: "LoanCounter",
            dependencies: [
                .product(name: "ServicePorts", package: "gemello"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),
        .testTarget(
            name: "LoanCounterTests",
            dependencies: [
                "LoanCounter",
                .product(name: "SimulationTestKit", package: "gemello"),
            ]),
    ],
    swiftLanguageModes: [.v6]
)
