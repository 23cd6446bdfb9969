/// A value of a scenario that differs between two sides.
package struct SettingDifference: Sendable, Equatable {
    /// As `--set` names it.
    package let path: String
    /// Nil where the side's scenario does not have the key.
    package let base: String?
    /// Nil where the side's scenario does not have the key.
    package let new: String?

    /// A path that is not set alike.
    package init(path: String, base: String?, new: String?) {
        (self.path, self.base, self.new) = (path, base, new)
    }

    /// What differs between two canonical texts, in their order.
    package static func all(_ base: String, _ new: String) -> [SettingDifference] {
        let (ours, theirs) = (values(of: base), values(of: new))
        let (one, other) = (
            Dictionary(ours, uniquingKeysWith: { first, _ in first }),
            Dictionary(theirs, uniquingKeysWith: { first, _ in first })
        )
        let paths = ours.map(\.0) + theirs.map(\.0).filter { one[$0] == nil }
        return paths.filter { one[$0] != other[$0] }.map { .init(path: $0, base: one[$0], new: other[$0]) }
    }

    /// Each key of a canonical text by its path: a key a line, sections indented by two.
    private static func values(of text: String) -> [(String, String)] {
        var sections: [Substring] = []
        var values: [(String, String)] = []
        for line in text.split(separator: "\n") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let depth = line.prefix { $0 == " " }.count / 2
            let key = line[..<colon].drop { $0 == " " }
            sections = Array(sections.prefix(depth)) + [key]
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            if !value.isEmpty { values.append((sections.joined(separator: "."), String(value))) }
        }
        return values
    }
}
