/// Finds the known word that a misspelt one probably meant.
enum NearestKey {
    /// The candidate with the fewest edits, when they are few enough for a slip of the fingers; the first of equals.
    static func of(_ word: String, among candidates: [String]) -> String? {
        let limit = max(2, word.utf8.count / 3)
        var best: (word: String, distance: Int)?
        for candidate in candidates {
            let distance = edits(from: Array(word.utf8), to: Array(candidate.utf8))
            if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.word
    }

    /// What to do about a word that none of `names` is: the nearest of them, or else the first twelve.
    static func wayOut(from word: String, to names: [String]) -> String {
        of(word, among: names).map { "did you mean `\($0)`?" } ?? "take one of " + listing(of: names)
    }

    /// The first twelve.
    static func listing(of names: [String]) -> String {
        names.count <= 12 ? names.joined(separator: ", ") : names.prefix(12).joined(separator: ", ") + ", ..."
    }

    /// Levenshtein's distance in bytes.
    static func edits(from a: [UInt8], to b: [UInt8]) -> Int {
        var previous = Array(0...b.count)
        for (row, letter) in a.enumerated() {
            var current = [row + 1]
            for (column, other) in b.enumerated() {
                let replaced = previous[column] + (letter == other ? 0 : 1)
                current.append(min(replaced, previous[column + 1] + 1, current[column] + 1))
            }
            previous = current
        }
        return previous[b.count]
    }
}
