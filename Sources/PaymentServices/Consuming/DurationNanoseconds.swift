extension Duration {
    /// Rounded towards zero; what a timer metric records.
    var wholeNanoseconds: Int64 {
        // One division of the machine's; to take the components apart costs two of 128 bits by 128.
        let magnitude = attoseconds.magnitude
        let halves = (UInt64(truncatingIfNeeded: magnitude >> 64), UInt64(truncatingIfNeeded: magnitude))
        let nanoseconds = Int64((1_000_000_000 as UInt64).dividingFullWidth(halves).quotient)
        return attoseconds < 0 ? -nanoseconds : nanoseconds
    }
}
