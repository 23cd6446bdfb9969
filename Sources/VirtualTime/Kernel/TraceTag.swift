/// What a note in the trace is about, so that two facts that are told in the same numbers differ.
///
/// Each part of a simulation declares its tags as the cases of one enum. The lower 32 bits of a raw value are zero
/// where the note is about one of several things; they are the number of that thing then.
public protocol TraceTag: RawRepresentable, Sendable where RawValue == UInt64 {}

extension Simulation {
    /// Enters a delivery or a change of state into the trace hash.
    /// - Parameters:
    ///   - subject: which of the things that the tag is about, below 2 to the 32.
    ///   - detail: what became of it.
    @inlinable @inline(__always)
    public func note(
        _ tag: some TraceTag, of subject: Int = 0, _ detail: UInt64 = 0, file: StaticString = #fileID,
        line: UInt = #line
    ) {
        precondition(subject >= 0 && subject >> 32 == 0, "A trace tag has room for 32 bits of what it is about.")
        note(tag.rawValue | UInt64(truncatingIfNeeded: subject), detail, file: file, line: line)
    }

    /// Enters a delivery, and the digest of what was delivered behind it: one call for two notes.
    /// - Parameter content: what was delivered, as a difference between two runs names it; asked for only under a
    ///   journal.
    @inlinable @inline(__always)
    public func note(
        _ tag: some TraceTag, of subject: Int = 0, _ detail: UInt64 = 0, digest: UInt64,
        saying content: @autoclosure () -> String, file: StaticString = #fileID, line: UInt = #line
    ) {
        precondition(subject >= 0 && subject >> 32 == 0, "A trace tag has room for 32 bits of what it is about.")
        let word = tag.rawValue | UInt64(truncatingIfNeeded: subject)
        note(word, detail, digest: digest, of: content, file, line)
    }
}
