import ArgumentParser
import Foundation
import Scenarios

/// What the values of options are, and what is said of others.
enum OptionValue {
    /// Of a whole number within `range`, such as a seed.
    static func wholeNumber<Number: FixedWidthInteger & Sendable>(
        _ range: ClosedRange<Number>
    ) -> @Sendable (String) throws -> Number {
        { text in
            guard let number = Number(text), range.contains(number) else {
                throw ValidationError("write a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
            return number
        }
    }

    /// Of an instant, or of a day, which begins at midnight in UTC; both must be in the calendar.
    @Sendable static func instant(_ text: String) throws -> Date {
        let isDay = text.utf8.count == "2026-03-01".utf8.count
        guard let instant = ScenarioInstant(isDay ? text + "T00:00:00Z" : text) else {
            throw ValidationError(
                "write an instant of the calendar from 1970 to 2149, such as 2026-03-01T08:00:00Z, or a day, such as "
                    + "2026-03-01")
        }
        return Date(timeIntervalSince1970: TimeInterval(instant.unixSeconds))
    }
}
