import VirtualTime

/// Where a setting's text lies among others of its kind, so that settings can be put in order and reckoned with.
package struct SettingScale: Sendable, Equatable {
    /// What the number counts.
    package enum Kind: Sendable { case duration, count, rate, share, number }

    /// Settings of different kinds have no order.
    package let kind: Kind
    /// Seconds of a duration, per second of a rate, percent of a share; else the number.
    package let number: Double

    /// Nil for a text that is no such quantity.
    package init?(_ text: String) {
        if let duration = try? Duration(scalar: text) {
            (kind, number) = (.duration, Double(duration.wholeNanoseconds) / 1e9)
        } else if let rate = try? Rate(scalar: text) {
            (kind, number) = (.rate, rate.perSecond)
        } else if let measured = MeasuredText(text), !measured.isHuge, !measured.isNegative,
            measured.unit.isEmpty || measured.unit == "%"
        {
            kind = measured.unit == "%" ? .share : measured.decimals == 0 ? .count : .number
            number = measured.number
        } else {
            return nil
        }
    }

    /// A duration as a scenario reads it: from a second on, parts of one stand behind a point.
    package static func text(ofNanoseconds nanoseconds: Int64) -> String { Duration.nanoseconds(nanoseconds).shortText }
}
