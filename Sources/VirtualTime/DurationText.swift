extension Duration {
    /// The units of `text`, the longest first.
    package static var textUnits: [(name: String, nanoseconds: Int64)] {
        [
            ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("min", 60_000_000_000), ("s", 1_000_000_000),
            ("ms", 1_000_000), ("us", 1_000), ("ns", 1),
        ]
    }

    /// A whole number of the longest unit that it is a multiple of, such as `90s` or `1500ms`: exact to the nanosecond.
    package var text: String {
        let nanoseconds = wholeNanoseconds
        guard nanoseconds != 0, let unit = Self.textUnits.first(where: { nanoseconds % $0.nanoseconds == 0 }) else {
            return "0s"
        }
        return "\(nanoseconds / unit.nanoseconds)\(unit.name)"
    }

    /// As people say it: `3 h 35 min 42 s`, to the second from a minute on and with three digits that matter below.
    package var told: String {
        let nanoseconds = wholeNanoseconds
        guard nanoseconds >= 0 else { return "-" + Duration.nanoseconds(max(nanoseconds, -.max).magnitude).told }
        guard nanoseconds >= 59_950_000_000 else { return Self.toldBelowAMinute(nanoseconds) }
        var seconds = nanoseconds / 1_000_000_000 + (nanoseconds % 1_000_000_000 >= 500_000_000 ? 1 : 0)
        let parts = Self.textUnits.prefix(4).compactMap { unit -> String? in
            let size = unit.nanoseconds / 1_000_000_000
            defer { seconds %= size }
            return seconds < size ? nil : "\(seconds / size) \(unit.name)"
        }
        return parts.joined(separator: " ")
    }

    private static func toldBelowAMinute(_ nanoseconds: Int64) -> String {
        guard let unit = textUnits.dropFirst(3).first(where: { nanoseconds >= $0.nanoseconds }) else { return "0 s" }
        let whole = nanoseconds / unit.nanoseconds
        let steps: Int64 = whole >= 100 ? 1 : whole >= 10 ? 10 : 100
        let rounded = (nanoseconds * steps + unit.nanoseconds / 2) / unit.nanoseconds
        var decimals = rounded % steps == 0 ? "" : String(steps + rounded % steps).dropFirst()
        while decimals.last == "0" { decimals.removeLast() }
        return "\(rounded / steps)\(decimals.isEmpty ? "" : ".")\(decimals) \(unit.name)"
    }
}
