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
}
