import Scenarios

/// A loop time of which whole loops make up a step of the check schedule: there lateness jumps.
///
/// A step counts from the check that a loop makes, a moment after the loop began. Where whole loops make up the step,
/// the payment is not yet due when the loop comes that would suit it, and waits for one more: 87 s at a LOOP_TIME of
/// 90 s and a step of 1 h, and 42 s at 91 s.
package struct Resonance: Sendable, Equatable {
    /// Of the check schedule.
    package let step: Duration
    /// So many loops make up the step.
    package let loops: Int64

    /// In seconds.
    package var loopTime: Double { step / .seconds(1) / Double(loops) }

    /// The three that lie nearest to a loop time, ascending by their own.
    /// - Parameters:
    ///   - seconds: the loop time; above 0.
    ///   - scenario: whose length decides how old payments become, and so which step they take.
    package static func nearest(to seconds: Double, in scenario: Scenario) -> [Resonance] {
        let length = scenario.duration + scenario.healing
        var step: Duration?
        var isReached = false
        for tier in scenario.services.proxySchedule.tiers where !isReached {
            if case .after(let wait) = tier.step { step = wait }
            isReached = length <= tier.age
        }
        guard let step, seconds > 0 else { return [] }
        let around = Int64(min(1e9, (step / .seconds(1) / seconds).rounded(.down)))
        return (around - 2...around + 3).filter { $0 > 0 }.map { Resonance(step: step, loops: $0) }
            .sorted { abs($0.loopTime - seconds) < abs($1.loopTime - seconds) }.prefix(3)
            .sorted { $0.loopTime < $1.loopTime }
    }
}
