// swift-tools-version: 6.1
import PackageDescription

let log = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let asyncAlgorithms = Target.Dependency.product(name: "AsyncAlgorithms", package: "swift-async-algorithms")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let histogram = Target.Dependency.product(name: "Histogram", package: "hdrhistogram-swift")
let deques = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let heaps = Target.Dependency.product(name: "HeapModule", package: "swift-collections")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "gemello",
    products: [
        .executable(name: "gemello", targets: ["gemello"]),
        .library(name: "ElementaryFunctions", targets: ["ElementaryFunctions"]),
        .library(name: "VirtualTime", targets: ["VirtualTime"]),
        .library(name: "Statistics", targets: ["Statistics"]),
        .library(name: "ServicePorts", targets: ["ServicePorts"]),
        .library(name: "PaymentServices", targets: ["PaymentServices"]),
        .library(name: "KsqlDB", targets: ["KsqlDB"]),
        .library(name: "KafkaSimulation", targets: ["KafkaSimulation"]),
        .library(name: "NetworkSimulation", targets: ["NetworkSimulation"]),
        .library(name: "StorageSimulation", targets: ["StorageSimulation"]),
        .library(name: "InfrastructureSimulation", targets: ["InfrastructureSimulation"]),
        .library(name: "SimulationTestKit", targets: ["SimulationTestKit"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-async-algorithms", from: "1.1.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
    ],
    targets: [
        // Floor 0: no domain.
        .target(name: "CMemoryHints"),
        .target(name: "CEntryPoints"),
        .target(name: "CTaskRuntime"),
        .target(name: "CTestProcess"),
        .target(name: "CTrapNote"),
        .target(name: "Containers"),
        .target(name: "ElementaryFunctions"),
        .target(
            name: "VirtualTime",
            dependencies: [
                "CEntryPoints", "CMemoryHints", "CTaskRuntime", "CTrapNote", "Containers", "ElementaryFunctions",
            ]),
        .target(name: "ServicePorts", dependencies: [httpTypes, log, metrics, serviceLifecycle]),
        .target(name: "Statistics", dependencies: ["ElementaryFunctions", histogram]),
        // Floor 1: the domain's words, and the simulated outside.
        .target(name: "PaymentModel", dependencies: ["ServicePorts", httpTypes]),
        .target(name: "KafkaSimulation", dependencies: ["Containers", "ServicePorts", "VirtualTime", deques]),
        .target(
            name: "NetworkSimulation",
            dependencies: ["Containers", "ServicePorts", "VirtualTime", deques, httpTypes, serviceLifecycle]),
        .target(name: "StorageSimulation", dependencies: ["Containers", "ServicePorts", "VirtualTime", deques]),
        .target(
            name: "InfrastructureSimulation",
            dependencies: [
                "KafkaSimulation", "NetworkSimulation", "ServicePorts", "StorageSimulation", "VirtualTime", httpTypes,
                log, metrics, serviceLifecycle,
            ]),
        .target(
            name: "SimulationTestKit",
            dependencies: [
                "CTestProcess", "CTrapNote", "InfrastructureSimulation", "KafkaSimulation", "NetworkSimulation",
                "ServicePorts", "StorageSimulation", "VirtualTime", log, serviceLifecycle,
            ]),
        // Floor 2: the real services, and the world they serve.
        .target(
            name: "KsqlDB",
            dependencies: [
                "Containers", "PaymentModel", "ServicePorts", sqlite, log, metrics, httpTypes, serviceLifecycle,
            ]),
        .target(
            name: "PaymentServices",
            dependencies: ["PaymentModel", "ServicePorts", log, metrics, httpTypes, serviceLifecycle]),
        .target(
            name: "World",
            dependencies: [
                "Containers", "KafkaSimulation", "NetworkSimulation", "PaymentModel", "ServicePorts", "VirtualTime",
                deques, httpTypes,
            ]),
        // Floor 3: what is asked, and what is seen.
        .target(
            name: "Observation",
            dependencies: [
                "Containers", "PaymentModel", "ServicePorts", "Statistics", "VirtualTime", "World", deques, heaps,
            ]),
        .target(
            name: "Scenarios",
            dependencies: [
                "ElementaryFunctions", "KafkaSimulation", "KsqlDB", "NetworkSimulation", "Observation", "PaymentModel",
                "PaymentServices", "ServicePorts", "StorageSimulation", "VirtualTime", "World", yams,
            ]),
        // Floor 4: one run.
        .target(
            name: "Twin",
            dependencies: [
                "Containers", "InfrastructureSimulation", "KafkaSimulation", "KsqlDB", "NetworkSimulation",
                "Observation",
                "PaymentModel", "PaymentServices", "Scenarios", "ServicePorts", "Statistics", "StorageSimulation",
                "VirtualTime", "World", httpTypes, serviceLifecycle,
            ]),
        // Floor 5: many runs, and what they leave behind.
        .target(
            name: "Experiments",
            dependencies: ["Observation", "Scenarios", "Statistics", "Twin", "VirtualTime", deques]),
        .target(
            name: "Results",
            dependencies: [
                "Experiments", "Observation", "PaymentModel", "Scenarios", "ServicePorts", "Statistics", "Twin",
                "VirtualTime", grdb, sqlite,
            ],
            resources: ["run_summary", "poller_load", "state_convergence", "checkout_throughput", "faults"].map {
                .embedInCode("Reports/Queries/\($0).sql")
            }),
        // Floor 6: the command line.
        .executableTarget(
            name: "gemello",
            dependencies: [
                "CTrapNote", "Experiments", "Observation", "Results", "Scenarios", "ServicePorts", "Statistics",
                "Twin", "VirtualTime", argumentParser,
            ]),
        .executableTarget(
            name: "gemello-bench",
            dependencies: [
                "Containers", "KafkaSimulation", "Results", "Scenarios", "ServicePorts", "Twin", "VirtualTime",
            ],
            exclude: ["compare.sh"]),
        .executableTarget(
            name: "gemello-restarts",
            dependencies: ["CMemoryHints", "Scenarios", "Twin", "VirtualTime", argumentParser]),
        // What any broker behind the ports promises, written against the ports alone.
        .target(name: "KafkaContract", dependencies: ["ServicePorts"], path: "Tests/KafkaContract"),
        // Outsides without a simulation, for the tests of the services.
        .target(
            name: "PortFakes",
            dependencies: [
                "PaymentModel", "ServicePorts", httpTypes, log,
                .product(name: "MetricsTestKit", package: "swift-metrics"),
            ],
            path: "Tests/PortFakes"),
        // A small cluster and a small network that the tests of several rooms play with.
        .target(
            name: "SimulationSamples",
            dependencies: ["KafkaSimulation", "NetworkSimulation", "ServicePorts", "VirtualTime", httpTypes],
            path: "Tests/SimulationSamples"),
        .testTarget(name: "ContainersTests", dependencies: ["Containers", "VirtualTime"]),
        .testTarget(name: "ElementaryFunctionsTests", dependencies: ["ElementaryFunctions", "VirtualTime"]),
        .testTarget(name: "VirtualTimeTests", dependencies: ["VirtualTime", log, serviceLifecycle, unixSignals]),
        // What ordinary Swift does under virtual time, row by row: run as a program of its own, in several processes.
        .executableTarget(
            name: "SwiftConstructs",
            dependencies: [
                "VirtualTime", asyncAlgorithms, log, nioCore, nioEmbedded, nioPosix, serviceLifecycle, unixSignals,
            ],
            path: "Tests/SwiftConstructs"),
        .testTarget(
            name: "SwiftConstructsTests",
            dependencies: ["SwiftConstructs", "VirtualTime", asyncAlgorithms, log, serviceLifecycle]),
        .testTarget(
            name: "VirtualTimeNonsendingTests", dependencies: ["VirtualTime"],
            swiftSettings: [.enableUpcomingFeature("NonisolatedNonsendingByDefault")]),
        .testTarget(
            name: "StatisticsTests", dependencies: ["ElementaryFunctions", "Statistics", "VirtualTime"]),
        .testTarget(name: "ServicePortsTests", dependencies: ["ServicePorts", "SimulationSamples", httpTypes]),
        .testTarget(name: "PaymentModelTests", dependencies: ["PaymentModel", "ServicePorts"]),
        .testTarget(
            name: "KafkaSimulationTests",
            dependencies: [
                "Containers", "KafkaContract", "KafkaSimulation", "SimulationSamples", "SimulationTestKit",
                "VirtualTime", "ServicePorts",
            ]),
        .testTarget(
            name: "NetworkSimulationTests",
            dependencies: [
                "KafkaSimulation", "NetworkSimulation", "SimulationSamples", "VirtualTime", "ServicePorts", httpTypes,
            ]),
        .testTarget(
            name: "StorageSimulationTests",
            dependencies: ["StorageSimulation", "SimulationSamples", "VirtualTime", "ServicePorts"]),
        .testTarget(
            name: "InfrastructureSimulationTests",
            dependencies: [
                "InfrastructureSimulation", "KafkaSimulation", "NetworkSimulation", "SimulationSamples",
                "SimulationTestKit", "ServicePorts", "StorageSimulation", "VirtualTime", httpTypes, metrics,
                serviceLifecycle,
            ]),
        .testTarget(
            name: "SimulationTestKitTests",
            dependencies: [
                "CTrapNote", "SimulationTestKit", "SimulationSamples", "ServicePorts", httpTypes, serviceLifecycle,
            ]),
        .testTarget(
            name: "KsqlDBTests",
            dependencies: ["KsqlDB", "PaymentModel", "PortFakes", "ServicePorts", "SimulationSamples", httpTypes]),
        .testTarget(
            name: "PaymentServicesTests",
            dependencies: [
                "KsqlDB", "PaymentServices", "PaymentModel", "PortFakes", "ServicePorts", httpTypes, serviceLifecycle,
            ]),
        .testTarget(
            name: "WorldTests",
            dependencies: [
                "Containers", "World", "KafkaSimulation", "NetworkSimulation", "SimulationSamples", "VirtualTime",
                "PaymentModel", "ServicePorts", httpTypes,
            ]),
        // The scenarios that ship with the package, for the tests of the rooms that read or run them.
        .target(name: "ShippedScenarios", dependencies: ["Scenarios"], path: "Tests/ShippedScenarios"),
        .testTarget(
            name: "ScenariosTests",
            dependencies: [
                "KafkaSimulation", "Observation", "PaymentServices", "Scenarios", "ServicePorts", "ShippedScenarios",
                "VirtualTime", "World", yams,
            ]),
        .testTarget(
            name: "ObservationTests",
            dependencies: [
                "Containers", "Observation", "PaymentModel", "ServicePorts", "Statistics", "VirtualTime", "World",
            ]),
        .testTarget(
            name: "TwinTests",
            dependencies: [
                "InfrastructureSimulation", "KafkaSimulation", "NetworkSimulation", "Observation", "PaymentModel",
                "PaymentServices", "PortFakes", "Scenarios", "ServicePorts", "ShippedScenarios", "Twin", "VirtualTime",
                "World", httpTypes, log, metrics,
            ]),
        .testTarget(
            name: "ResultsTests",
            dependencies: [
                "Experiments", "Observation", "Results", "Scenarios", "ServicePorts", "ShippedScenarios", "Statistics",
                "Twin", "VirtualTime", grdb,
            ]),
        .testTarget(
            name: "ExperimentsTests",
            dependencies: ["Experiments", "Observation", "Scenarios", "Statistics", "Twin", "VirtualTime"]),
        .testTarget(
            name: "GemelloTests",
            dependencies: [
                "gemello", "Experiments", "Observation", "Results", "Scenarios", "ShippedScenarios", "Twin",
                "VirtualTime", grdb, yams,
            ],
            exclude: ["Golden"]),
    ],
    swiftLanguageModes: [.v6]
)

// An async function stays where its caller runs: between functions of one task nothing is asked of the runtime.
for target in package.targets where target.type == .regular || target.type == .executable {
    target.swiftSettings = [.enableUpcomingFeature("NonisolatedNonsendingByDefault")]
}
