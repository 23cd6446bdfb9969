import Foundation
import ServicePorts
import VirtualTime

/// Makes what processes of one simulation may ask of their surroundings.
public struct SimulatedSurroundings: Sendable {
    /// Where all processes log.
    public var logs: LogRecorder
    /// Where all processes count.
    public var metrics: MetricsRecorder

    /// Surroundings that log and count here.
    public init(logs: LogRecorder, metrics: MetricsRecorder) {
        self.logs = logs
        self.metrics = metrics
    }

    /// Clock, wall clock, ids, log and metrics of one incarnation.
    public func make(for process: SimulatedProcess) -> Surroundings {
        let ids = IdentifierSource(process)
        return Surroundings(
            clock: process.clock,
            wallClock: { process.wallTime.date },
            makeUUID: { ids.next() },
            logger: logs.logger(for: process),
            metrics: metrics)
    }
}

/// Random ids of version 4 from a stream of the incarnation.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
private final class IdentifierSource: @unchecked Sendable {
    @exclusivity(unchecked) private var stream: RandomStream

    init(_ process: SimulatedProcess) {
        stream = process.simulation.stream("ids/\(process.name)/\(process.incarnation)")
    }

    func next() -> UUID { stream.nextUUID() }
}

extension RandomStream {
    /// A random id of version 4 (RFC 9562).
    public mutating func nextUUID() -> UUID {
        let high = (next() & ~0xF000) | 0x4000
        let low = (next() & ~(3 << 62)) | 2 << 62
        var bytes: uuid_t = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        withUnsafeMutableBytes(of: &bytes) { buffer in
            buffer.storeBytes(of: high.bigEndian, toByteOffset: 0, as: UInt64.self)
            buffer.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
        }
        return UUID(uuid: bytes)
    }
}
