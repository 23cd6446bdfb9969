/// Why two sides are not compared: one line for people, with what stands in the way and the way out.
package struct ComparisonRefusal: Error, Equatable, CustomStringConvertible {
    /// The line.
    package let description: String

    /// Says what cannot be compared, and the way out.
    package init(_ description: String) { self.description = description }
}
