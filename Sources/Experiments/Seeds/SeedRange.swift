/// The seeds of `--seeds`: `A..<B` without B, `A...B` with it; never empty.
package struct SeedRange: Equatable, Sendable {
    /// The smallest seed.
    package let first: UInt64
    /// The greatest seed, in the range.
    package let last: UInt64
    /// As it was written, without spaces.
    package let text: String

    /// - Throws: `Refusal`, which says what a range looks like.
    package init(_ argument: String) throws(Refusal) {
        text = argument.filter { $0 != " " }
        let isHalfOpen = text.contains("..<")
        let bounds = text.split(separator: isHalfOpen ? "..<" : "...", omittingEmptySubsequences: false)
        guard bounds.count == 2, let first = Self.seed(bounds[0]), let bound = Self.seed(bounds[1]) else {
            throw Refusal("a range is two whole numbers, `A...B` or, in quotes, `'A..<B'`")
        }
        guard isHalfOpen ? first < bound : first <= bound else {
            throw Refusal("it holds no seed; the smaller number comes first")
        }
        (self.first, last) = (first, isHalfOpen ? bound - 1 : bound)
        guard last - first < UInt64(Int.max) else { throw Refusal("it holds more seeds than can be counted") }
    }

    /// One seed alone.
    package init(only seed: UInt64) {
        (first, last, text) = (seed, seed, "\(seed)...\(seed)")
    }

    /// How many seeds the range holds, at least one.
    package var count: Int { Int(last - first) + 1 }

    /// The seed at a place, counted from 0.
    package subscript(index: Int) -> UInt64 { first + UInt64(index) }

    /// What is wrong with a text that should be a range.
    package struct Refusal: Error, CustomStringConvertible {
        /// What a range looks like, or why this one is none.
        package let description: String

        init(_ description: String) { self.description = description }
    }

    /// Digits only: `UInt64` would take a sign as well.
    private static func seed(_ text: Substring) -> UInt64? {
        text.utf8.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") } ? UInt64(text) : nil
    }
}
