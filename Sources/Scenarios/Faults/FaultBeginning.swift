import ServicePorts
import VirtualTime

/// When a fault begins, and inside which window. Instants count from the start of the run.
package enum FaultBeginning: Equatable, Sendable {
    /// It holds from the first instant on, or as long as the window is open.
    case always(during: FaultWindow?)
    /// At an instant, and never again.
    case once(at: Duration)
    /// Again and again at one distance.
    case every(Duration, from: First)
    /// At random, so often.
    case random(Rate, during: FaultWindow?)
    /// As a service passes a moment.
    case moment(Moment, Passages)

    /// The first beginning of those that follow each other at one distance.
    package enum First: Equatable, Sendable {
        /// It opens with the run.
        case start
        /// It opens at an instant.
        case at(Duration)
        /// It opens with the window, and none begins after it.
        case window(FaultWindow)
    }

    /// Which passages of a moment count.
    package enum Passages: Equatable, Sendable {
        /// All of them.
        case each
        /// The n-th alone, from 1.
        case occurrence(UInt64)
        /// Each of them with this probability.
        case share(Ratio)
    }

    /// The earliest instant at which it may begin.
    package var earliest: Duration {
        switch self {
        case .always(let window), .random(_, let window): window?.from ?? .zero
        case .once(let instant), .every(_, .at(let instant)): instant
        case .every(_, .window(let window)): window.from
        case .every(_, .start), .moment: .zero
        }
    }

    /// Nil when it may begin and hold as long as faults do.
    package var window: FaultWindow? {
        switch self {
        case .always(let window), .random(_, let window): window
        case .every(_, .window(let window)): window
        case .once, .every, .moment: nil
        }
    }

    var isMoment: Bool { if case .moment = self { true } else { false } }

    /// Whether it comes once, at an instant that is known.
    var isOnce: Bool {
        switch self {
        case .always, .once: true
        case .every, .random, .moment: false
        }
    }
}
