/// A line of the program's source code.
package struct CodeSource: Sendable, Hashable, CustomStringConvertible {
    /// As the compiler was given it.
    package let path: String
    /// From 1.
    package let line: Int

    /// Nil for code that is not Swift's.
    init?(path: String, line: Int) {
        guard path.hasSuffix(".swift"), line > 0 else { return nil }
        (self.path, self.line) = (path, line)
    }

    /// The last two names of the path: a build's folder says nothing to whom the place is told.
    package var file: String { path.split(separator: "/").suffix(2).joined(separator: "/") }

    /// File and line.
    package var description: String { "\(file):\(line)" }
}

/// From where something was called, to be looked up later if that is ever needed: to look costs a thousand times as
/// much as to remember.
package struct CallTrail: Sendable {
    private let returns: [CodeAddress]

    /// Of the call that goes on now.
    package static func here() -> CallTrail { CallTrail(returns: CallPlace.returns()) }

    /// The innermost line of the program itself; nil where it does not know its own lines.
    package var source: CodeSource? { CallPlace.ofCall(through: returns) }
}
