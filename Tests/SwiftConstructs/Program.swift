/// Prints what comes of each construct, or of those that are named, a line each.
@main
enum Program {
    static func main() {
        let names = CommandLine.arguments.dropFirst()
        for construct in Construct.all where names.isEmpty || names.contains(construct.name) {
            print(Outcome(of: construct).columns.joined(separator: "\t"))
        }
    }
}
