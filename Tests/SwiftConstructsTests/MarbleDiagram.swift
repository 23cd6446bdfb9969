/// When a sequence gives what, drawn as async-algorithms draws it: a mark each step, `-` for none, `|` for the end, `^`
/// for a failure, `;` for the cancellation of who reads, any other for itself, `'abc'` for a value of several letters,
/// and `[a|]` for what happens in one step. Blanks are for the eye.
struct MarbleDiagram: Equatable, CustomStringConvertible {
    enum Mark: Equatable { case value(String), end, failure, cancellation }

    struct Event: Equatable {
        var step: Int
        var mark: Mark
    }

    /// The first mark stands at step 1.
    private(set) var events: [Event] = []

    init() {}

    init(_ text: String) {
        var step = 0
        var isInGroup = false
        var quoted: String?
        for letter in text {
            if let word = quoted, letter != "'" {
                quoted = word + String(letter)
                continue
            }
            if letter == " " { continue }
            if letter == "]" {
                isInGroup = false
                continue
            }
            if !isInGroup, quoted == nil { step += 1 }
            switch letter {
            case "[": isInGroup = true
            case "-": break
            case "|": add(.end, at: step)
            case "^": add(.failure, at: step)
            case ";": add(.cancellation, at: step)
            case "'":
                if let word = quoted { add(.value(word), at: step) }
                quoted = quoted == nil ? "" : nil
            default: add(.value(String(letter)), at: step)
            }
        }
    }

    mutating func add(_ mark: Mark, at step: Int) { events.append(Event(step: step, mark: mark)) }

    var description: String {
        events.map { event in
            switch event.mark {
            case .value(let text): "\(text) at \(event.step)"
            case .end: "end at \(event.step)"
            case .failure: "failure at \(event.step)"
            case .cancellation: "cancellation at \(event.step)"
            }
        }.joined(separator: ", ")
    }
}
