/// Why databases are not merged: one line for people, with the file and the way out.
public struct MergeRefusal: Error, Equatable, CustomStringConvertible {
    /// The line.
    public let description: String

    init(_ description: String) { self.description = description }
}
