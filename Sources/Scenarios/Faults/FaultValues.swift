import NetworkSimulation
import VirtualTime
import Yams

/// A time that a fault takes: fixed, `3s`, or drawn each time, `{exponential: 3s}`.
package struct FaultTime: ScenarioValue {
    /// From which it is drawn anew each time.
    package var distribution: Distribution

    static func fixed(_ duration: Duration) -> FaultTime { FaultTime(distribution: .constant(duration)) }

    static var expected: String {
        "a duration with its unit, such as 30s, or a distribution, such as {exponential: 30s}"
    }

    init(distribution: Distribution) { self.distribution = distribution }

    init(node: Node) throws(ValueRefusal) {
        if case .scalar = node {
            distribution = .constant(try Duration(node: node))
        } else {
            distribution = try Distribution(node: node)
        }
    }

    /// The one time that it always is; nil when it is drawn.
    package var fixed: Duration? {
        if case .constant(let duration) = distribution { return duration }
        return nil
    }

    var text: String { fixed?.text ?? distribution.text }
}

/// A change of a clock: `1h` ahead, `-90s` behind.
package struct SignedDuration: ScenarioScalar {
    /// Below zero for one that is behind.
    package var duration: Duration

    static var expected: String { "a duration with its unit and perhaps a minus, such as 1h or -90s" }

    init(_ duration: Duration) { self.duration = duration }

    init(scalar: String) throws(ValueRefusal) {
        let isBehind = scalar.first == "-"
        let size: Duration
        do { size = try Duration(scalar: isBehind ? String(scalar.dropFirst()) : scalar) } catch {
            guard error.kind == .outOfRange else { throw Self.refusal(of: scalar, "is no duration") }
            let longest = Duration.longest.text
            throw ValueRefusal(
                kind: .outOfRange, of: scalar, "is out of range", wayOut: "a duration from -\(longest) to \(longest)")
        }
        duration = isBehind ? .zero - size : size
    }

    var text: String { duration < .zero ? "-" + (.zero - duration).text : duration.text }
}

/// How much too fast a clock runs, in parts per million: `200ppm`, `-50ppm`.
package struct ClockDrift: ScenarioScalar {
    /// Nanoseconds in each millisecond; below zero for a clock that is slow.
    package var partsPerMillion: Int64

    static var expected: String { "a drift in parts per million, such as 200ppm or -50ppm" }

    init(partsPerMillion: Int64) { self.partsPerMillion = partsPerMillion }

    init(scalar: String) throws(ValueRefusal) {
        guard let measured = MeasuredText(scalar), measured.unit == "ppm", measured.times(1) != .fraction else {
            throw Self.refusal(of: scalar, "is not a drift")
        }
        guard case .whole(let size) = measured.times(1), size < 1_000_000 else {
            throw ValueRefusal(
                kind: .outOfRange, of: scalar, "stops or doubles the clock",
                wayOut: "a drift from -999999ppm to 999999ppm")
        }
        partsPerMillion = measured.isNegative ? -size : size
    }

    var text: String { "\(partsPerMillion)ppm" }
}

/// What a link carries: `64kB/s`, `1MB/s`; a kilobyte is 1,000 bytes.
package struct ByteRate: ScenarioScalar {
    /// At least one.
    package var bytesPerSecond: Int64

    static var expected: String { "a bandwidth, such as 500B/s, 64kB/s or 1MB/s" }
    private static let units: [(name: String, bytes: Int64)] = [
        ("MB/s", 1_000_000), ("kB/s", 1_000), ("B/s", 1),
    ]

    init(bytesPerSecond: Int64) { self.bytesPerSecond = bytesPerSecond }

    init(scalar: String) throws(ValueRefusal) {
        guard let measured = MeasuredText(scalar), let unit = Self.units.first(where: { $0.name == measured.unit })
        else { throw Self.refusal(of: scalar, "is not a bandwidth") }
        let product = measured.times(unit.bytes)
        guard product != .fraction else { throw Self.refusal(of: scalar, "has parts of a byte") }
        guard case .whole(let bytes) = product, bytes > 0, !measured.isNegative else {
            throw ValueRefusal(
                kind: .outOfRange, of: scalar, product == .huge ? "is out of range" : "carries nothing",
                wayOut: "a bandwidth from 1B/s to \(Int64.max)B/s; for none there are link_partition and link_clog")
        }
        bytesPerSecond = bytes
    }

    var text: String {
        let unit = Self.units.first { bytesPerSecond % $0.bytes == 0 } ?? ("B/s", 1)
        return "\(bytesPerSecond / unit.bytes)\(unit.name)"
    }
}

/// From when until when, counted from the scenario's start: `[10min, 40min]`.
package struct FaultWindow: ScenarioValue {
    /// From the scenario's start.
    package var from: Duration
    /// From the scenario's start; not in the window any more.
    package var to: Duration

    static var expected: String { "two instants counted from the start, such as [10min, 40min]" }

    init(from: Duration, to: Duration) { (self.from, self.to) = (from, to) }

    init(node: Node) throws(ValueRefusal) {
        guard case .sequence(let ends) = node, ends.count == 2 else {
            throw ValueRefusal(
                kind: .wrongShape, message: "a beginning and an end are expected here", wayOut: "write \(Self.expected)"
            )
        }
        (from, to) = (try Duration(node: ends[0]), try Duration(node: ends[1]))
        guard from < to else {
            throw ValueRefusal(
                kind: .contradiction, message: "\(to.text) does not come after \(from.text)",
                wayOut: "write \(Self.expected)")
        }
    }

    var text: String { "[\(from.text), \(to.text)]" }
}

extension LinkDirections: ScenarioChoice {}

/// Which calls, by their method. Closed, unlike the `HTTPRequest.Method` that it becomes: that takes any word, and
/// here a word that is none is refused with the nearest one.
package enum CallMethod: String, Sendable, CaseIterable { case get, post, put, patch, delete }

extension CallMethod: ScenarioChoice {
    /// HTTP's own capitals are understood as well.
    init(scalar: String) throws(ValueRefusal) {
        guard let method = Self.allCases.first(where: { $0.text == scalar.lowercased() }) else {
            throw Self.refusal(of: scalar, "is not known here")
        }
        self = method
    }
}
