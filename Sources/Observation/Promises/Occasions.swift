/// Which of a promise's occasions a run gave: a promise that was never put to the test has not held, it was not
/// exercised.
struct Occasions: Sendable, Equatable {
    private var given: UInt32 = 0

    /// - Parameter position: in the promise's list.
    @inline(__always)
    mutating func note(_ position: Int) { given |= 1 << UInt32(position) }

    func contains(_ position: Int) -> Bool { given & (1 << UInt32(position)) != 0 }
}
