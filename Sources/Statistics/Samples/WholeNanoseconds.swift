extension Duration {
    /// In whole nanoseconds, towards zero; what is counted here lies within 292 years.
    var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
