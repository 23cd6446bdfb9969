/// What is wrong with a scenario, where, and the way out of it.
public struct ScenarioError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What sort of mistake it is.
    public enum Kind: String, Sendable {
        /// The file cannot be read.
        case unreadable
        /// The text is not YAML.
        case malformed
        /// There is no key of this name here.
        case unknownKey
        /// A section where a value belongs, or the reverse.
        case wrongShape
        /// The value is not of the key's type, or its unit is missing or another's.
        case wrongValue
        /// The value is of the right type and cannot be.
        case outOfRange
        /// Two values exclude each other.
        case contradiction
        /// The feature exists in the plan and is not modelled yet.
        case notModelled
        /// An `expect:` line that cannot be judged.
        case badGate
    }

    /// Where it stands: a file, or the `--set` that brought it.
    public struct Place: Equatable, Sendable, CustomStringConvertible {
        /// A path, or the `--set` as it was given.
        public var source: String
        /// From 1; nil when the whole source is meant.
        public var line: Int?
        /// From 1, in characters.
        public var column: Int?

        /// A place in a source, or all of it.
        public init(source: String, line: Int? = nil, column: Int? = nil) {
            self.source = source
            self.line = line
            self.column = column
        }

        /// `source:line:column`, or the source alone.
        public var description: String {
            let source = source.isEmpty ? "''" : source
            guard let line, let column else { return TerminalText.escaped(source) }
            return TerminalText.escaped("\(source):\(line):\(column)")
        }
    }

    /// What sort of mistake it is.
    public var kind: Kind
    /// Where it stands.
    public var place: Place
    /// What is wrong.
    public var message: String
    /// What to write or do instead.
    public var wayOut: String

    /// A mistake at its place.
    init(_ kind: Kind, at place: Place, _ message: String, wayOut: String) {
        self.kind = kind
        self.place = place
        self.message = message
        self.wayOut = wayOut
    }

    /// One line: place, what is wrong, the way out. What the scenario brought into it cannot control a terminal.
    public var description: String { TerminalText.escaped("\(place): \(message); \(wayOut)") }
}
