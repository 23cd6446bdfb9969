import PaymentModel

/// Why nobody, or more than one, is meant by what was asked for.
package enum StorySearchError: Error, Equatable, CustomStringConvertible {
    /// - Parameter near: names that look like it.
    case unknown(String, near: [String])
    /// - Parameter names: of some of those that may be meant.
    case ambiguous(String, names: [String], count: Int)
    /// Too short to mean anybody.
    case tooShort(String)

    /// What is wrong and the way out.
    package var description: String {
        switch self {
        case .unknown(let text, let near):
            "no payment, application or notice of this run is `\(text)`; "
                + (near.isEmpty ? "`--list` names them" : "near are \(near.joined(separator: ", "))")
        case .ambiguous(let text, let names, let count):
            "`\(text)` is the beginning of \(count) names: \(names.joined(separator: ", "))"
                + (names.count < count ? ", ..." : "") + "; write more of one"
        case .tooShort(let text):
            "`\(text)` is too short; write \(PaymentDirectory.lettersMin) letters or more of a payment's or an "
                + "application's id, or of a notice number"
        }
    }
}

extension PaymentDirectory {
    /// Of a beginning that shall name somebody.
    package static let lettersMin = 4
    private static let namesShown = 3

    /// Whom a text means: the id of a payment or an application, a notice number or an IUV, or the beginning of one.
    /// - Throws: `StorySearchError`.
    package func search(_ text: String) throws(StorySearchError) -> StorySubject {
        let text = text.lowercased()
        if let id = EntityID(text), let subject = subject(of: id) { return subject }
        guard text.utf8.count >= Self.lettersMin else { throw .tooShort(text) }
        var found: [(subject: StorySubject, name: String)] = []
        for subject in subjects {
            if let name = subject.names.first(where: { $0.hasPrefix(text) }) { found.append((subject, name)) }
        }
        if found.count == 1 { return found[0].subject }
        if found.isEmpty { throw .unknown(text, near: near(text)) }
        throw .ambiguous(text, names: found.prefix(Self.namesShown).map(\.name), count: found.count)
    }

    /// Those that begin alike the longest, or differ in the fewest letters.
    private func near(_ text: String) -> [String] {
        let wanted = Array(text.utf8)
        var best: [(name: String, distance: Int)] = []
        for name in subjects.flatMap(\.names) {
            let letters = Array(name.utf8)
            let alike = zip(letters, wanted).count { $0 == $1 }
            let distance = wanted.count - alike
            guard alike * 2 > wanted.count, distance < best.last?.distance ?? .max || best.count < Self.namesShown
            else { continue }
            best.append((name, distance))
            best.sort { ($0.distance, $0.name) < ($1.distance, $1.name) }
            if best.count > Self.namesShown { best.removeLast() }
        }
        return best.map(\.name)
    }

    /// Whom a broken promise concerns: the first payment or application that it names.
    package func subject(of finding: Violation) -> StorySubject? {
        for id in EntityID.all(in: finding.subject + " " + finding.message) {
            if let subject = subject(of: id) { return subject }
        }
        return nil
    }
}

extension EntityID {
    /// Those that a text names, in order.
    package static func all(in text: String) -> [EntityID] {
        text.split { !($0.isHexDigit || $0 == "-") }.compactMap { EntityID($0) }
    }
}
