/// A name in which each `*` stands for any text: `core-*`, `*.test`, `*`.
struct NamePattern: Equatable, Sendable {
    let text: String

    init(_ text: String) { self.text = text }

    func matches(_ name: String) -> Bool {
        let (pattern, letters) = (Array(text.utf8), Array(name.utf8))
        var (place, reached) = (0, 0)
        // Where to go on when the letters behind the last star do not fit: one letter further.
        var star: (place: Int, reached: Int)?
        while reached < letters.count {
            if place < pattern.count, pattern[place] == UInt8(ascii: "*") {
                star = (place, reached)
                place += 1
            } else if place < pattern.count, pattern[place] == letters[reached] {
                place += 1
                reached += 1
            } else if let last = star {
                star = (last.place, last.reached + 1)
                (place, reached) = (last.place + 1, last.reached + 1)
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
