/// Instants of a story as all its forms write them.
package enum StoryClock {
    /// `00:12:34.567890`, with `2d ` before it from the second day on: the virtual time since the scenario's start, to
    /// the microsecond.
    package static func text(_ nanoseconds: Int64) -> String {
        let micros = nanoseconds / 1_000
        let seconds = micros / 1_000_000
        let days = seconds / 86_400
        let clock = [seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60].map { padded($0, 2) }
        return (days > 0 ? "\(days)d " : "") + clock.joined(separator: ":") + "." + padded(micros % 1_000_000, 6)
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
