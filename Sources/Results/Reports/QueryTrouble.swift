/// Why SQLite will not run a report, in the words of whoever writes one.
struct QueryTrouble {
    /// What the library says.
    let message: String

    /// Whether the library refuses a change of what a report reads, which are views.
    var isAboutChange: Bool { message.hasPrefix("cannot modify ") || message.hasSuffix(" may not be altered") }

    /// What is wrong, as part of a sentence.
    var words: String {
        for (part, words) in Self.knownParts where message.contains(part) { return words }
        for (mark, words) in Self.known where message.hasPrefix(mark) {
            let rest = message.dropFirst(mark.count)
            // A name stands behind the mark, in quotes or alone, and a remark may follow it.
            let name =
                rest.first == "\""
                ? rest.dropFirst().prefix { $0 != "\"" } : rest.prefix { $0 != " " && $0 != "(" && $0 != ";" }
            return name.isEmpty ? words : words.replacing("%", with: "`\(name)`")
        }
        return "SQLite says `\(message)`"
    }

    private static let knownParts = [
        ("sub-select returns ", "a query in parentheses gives several columns where one value is wanted"),
        ("misuse of aggregate", "it sums or counts where single rows are meant"),
        ("BY term out of range", "it names a column by a number that it has not"),
        ("integer overflow", "a number becomes too large"),
        ("malformed JSON", "a text that it reads as JSON is none"),
        ("unable to use function MATCH", "its views know no `MATCH`; write `LIKE`"),
        ("string or blob too big", "a value becomes too long"),
    ]

    private static let known = [
        ("near ", "it is no SQL from % on"), ("unrecognized token: ", "it is no SQL from % on"),
        ("incomplete input", "it ends in the middle of a query"),
        ("no such table: ", "there is no view and no table %"), ("no such column: ", "there is no column %"),
        ("ambiguous column name: ", "several of its tables have a column %"),
        ("no such function: ", "there is no function %"),
        ("wrong number of arguments to function ", "the function % takes another number of values"),
    ]
}
