import Scenarios
import VirtualTime

/// When one fault begins and how long it lasts: all that its scenario and its own streams decide, without IO. Instants
/// are nanoseconds of virtual time.
struct FaultSchedule: Sendable {
    private enum Beginnings: Sendable {
        case once(Int64)
        case every(first: Int64, step: Int64)
        case random(Sampler, from: Int64)
        /// A service's moment decides.
        case moment
    }

    private let beginnings: Beginnings
    /// It may not begin at or after this, and ends at the latest then.
    private let windowEnd: Int64
    private let length: Sampler?
    private var gaps: RandomStream
    private var lengths: RandomStream

    /// - Parameters:
    ///   - phaseEnd: when healing begins.
    ///   - stream: finds a stream by the last part of its name.
    init(_ fault: FaultSpecification, phaseEnd: Int64, stream: (String) -> RandomStream) {
        let from = fault.beginning.earliest.wholeNanoseconds
        windowEnd = min(fault.beginning.window?.to.wholeNanoseconds ?? phaseEnd, phaseEnd)
        switch fault.beginning {
        case .always, .once: beginnings = .once(from)
        case .every(let step, _): beginnings = .every(first: from, step: step.wholeNanoseconds)
        case .random(let rate, _):
            let mean = Duration.nanoseconds(Int64((1e9 / rate.perSecond).rounded()))
            beginnings = .random(Sampler(.exponential(mean: mean)), from: from)
        case .moment: beginnings = .moment
        }
        length = fault.length.map { Sampler($0.distribution) }
        gaps = stream("begin")
        lengths = stream("length")
    }

    /// The beginning after `previous`, the first when that is nil.
    mutating func next(after previous: Int64?) -> Int64? {
        let begin: Int64
        switch beginnings {
        case .moment: return nil
        case .once(let instant):
            guard previous == nil else { return nil }
            begin = instant
        case .every(let first, let step):
            begin = previous.map { $0 + step } ?? first
        case .random(let gap, let from):
            begin = (previous ?? from) + max(1, gap.sampleNanoseconds(&gaps))
        }
        return begin < windowEnd ? begin : nil
    }

    /// When what begins at `begin` ends.
    mutating func end(ofBeginning begin: Int64) -> Int64 {
        guard let length else { return windowEnd }
        let (end, overflow) = begin.addingReportingOverflow(max(1, length.sampleNanoseconds(&lengths)))
        return overflow ? windowEnd : min(end, windowEnd)
    }
}
