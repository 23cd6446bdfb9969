/// Prints what comes of each construct, or of those that are named, a line each; after `--scenes` what those tell
/// that are named.
@main
enum Program {
    static func main() {
        _ = Elsewhere.thread
        let names = CommandLine.arguments.dropFirst()
        if names.first == "--scenes" { return play(names.dropFirst()) }
        for construct in Construct.all where names.isEmpty || names.contains(construct.name) {
            print(Outcome(of: construct).columns.joined(separator: "\t"))
        }
    }

    private static func play(_ names: ArraySlice<String>) {
        for name in names {
            guard let scene = Scene.all.first(where: { $0.name == name }) else { continue }
            let account = Account()
            scene.play(account)
            for line in account.lines { print(line) }
        }
    }
}
