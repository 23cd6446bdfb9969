import Foundation

/// What the peers' drivers take on their command lines, with the same names and defaults.
struct Options {
    enum Workload { case timers, pollFlow, broker, cells }
    enum Variant: String { case tasks, agenda }

    var workload = Workload.timers
    var variant = Variant.tasks
    var seed: UInt64 = 1
    /// W1: processes, and wake-ups after which the run ends.
    var processes = 1000
    var wakeUps = 1_000_000
    /// W2: arrivals per second, and for how many seconds.
    var ratePerSecond = 50.0
    var horizonSeconds = 2000.0
    var slots = 8
    var interfaceSlots = 16

    /// Broker: records produced, each consumed by three groups.
    var records = 3_000_000

    /// Cells: how many are stored and read.
    var cells = 10_000

    var payments: Int { Int((ratePerSecond * horizonSeconds).rounded()) }
    var peer: String { variant == .tasks ? "gemello" : "gemello-agenda" }

    struct UsageError: Error, CustomStringConvertible {
        let complaint: String
        var description: String {
            """
            \(complaint)
            usage: gemello-bench w1 [--n N] [--wakeups N] [--seed N] [--variant tasks|agenda]
                   gemello-bench w2 [--rate PER_S] [--horizon S] [--slots N] [--iface N] [--seed N]
                                    [--variant tasks|agenda]
                   gemello-bench broker [--records N] [--seed N]
                   gemello-bench cells [--cells N] [--seed N]
            """
        }
    }

    init(_ arguments: [String]) throws {
        switch arguments.first {
        case "w1": workload = .timers
        case "w2": workload = .pollFlow
        case "broker": workload = .broker
        case "cells": workload = .cells
        case let other?: throw UsageError(complaint: "unknown workload \(other)")
        case nil: throw UsageError(complaint: "no workload")
        }
        var rest = arguments.dropFirst()
        while let name = rest.popFirst() {
            guard let value = rest.popFirst() else { throw UsageError(complaint: "\(name) needs a value") }
            try set(name, to: value)
        }
    }

    private mutating func set(_ name: String, to value: String) throws {
        func number<Number: LosslessStringConvertible & Comparable & Numeric>(_: Number.Type) throws -> Number {
            guard let number = Number(value), number > 0 else {
                throw UsageError(complaint: "\(name) takes a positive number, not \(value)")
            }
            return number
        }
        switch name {
        case "--n": processes = try number(Int.self)
        case "--wakeups": wakeUps = try number(Int.self)
        case "--cells": cells = try number(Int.self)
        case "--records": records = try number(Int.self)
        case "--seed": seed = try number(UInt64.self)
        case "--rate": ratePerSecond = try number(Double.self)
        case "--horizon": horizonSeconds = try number(Double.self)
        case "--slots": slots = try number(Int.self)
        case "--iface": interfaceSlots = try number(Int.self)
        case "--variant":
            guard let chosen = Variant(rawValue: value) else {
                throw UsageError(complaint: "--variant takes tasks or agenda, not \(value)")
            }
            variant = chosen
        default: throw UsageError(complaint: "unknown option \(name)")
        }
    }
}
