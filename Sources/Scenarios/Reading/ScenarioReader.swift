import Foundation
import Yams

/// Reads YAML into a scenario by the schema: the files from the last base to the one asked for, then each `--set`.
struct ScenarioReader {
    typealias Place = ScenarioError.Place

    private(set) var scenario = Scenario()
    /// Where each value that was set stands, for messages about several values.
    private(set) var places: [String: Place] = [:]
    private let tree = ScenarioSchema.tree

    // MARK: Files

    private static let bytesMax = 4_000_000

    /// Reads `path` and, before it, what it extends. `-` is standard input.
    mutating func read(file path: String) throws(ScenarioError) { try read(file: path, from: nil, chain: []) }

    /// - Parameters:
    ///   - reference: the `extends` that named it.
    ///   - chain: the files that lead to it.
    private mutating func read(
        file path: String, from reference: Place?, chain: [TextFile.Identity]
    ) throws(ScenarioError) {
        let place = reference ?? Place(source: path)
        let file: TextFile
        do { file = try TextFile(at: path, called: reference == nil ? "this" : path, bytesMax: Self.bytesMax) } catch {
            let isBase = error.isMissing && reference != nil
            throw ScenarioError(
                .unreadable, at: place, isBase ? "there is no file \(path)" : error.message,
                wayOut: "give the path of a scenario file, relative to "
                    + (reference == nil ? "the working directory" : "the file that extends it"))
        }
        guard let identity = file.identity else { return try read(text: file.text, source: path, chain: chain) }
        guard !chain.contains(identity) else {
            throw ScenarioError(
                .contradiction, at: place, "`extends` leads back to \(path)", wayOut: "remove one of the `extends`")
        }
        try read(text: file.text, source: path, chain: chain + [identity])
    }

    /// - Parameter source: stands for its file in messages, and is the place that `extends` starts from.
    mutating func read(text: String, source: String) throws(ScenarioError) {
        try read(text: text, source: source, chain: [])
    }

    private mutating func read(
        text: String, source: String, chain: [TextFile.Identity]
    ) throws(ScenarioError) {
        guard let root = try Self.root(of: text, source: source) else {
            throw ScenarioError(
                .malformed, at: Place(source: source), "the file is empty", wayOut: "write at least `name:`")
        }
        guard case .mapping(let mapping) = root else {
            throw ScenarioError(
                .wrongShape, at: Self.place(of: root, in: source), "a scenario is a mapping of keys to values",
                wayOut: "begin with `name: ...`")
        }
        if let base = mapping["extends"] {
            let place = Self.place(of: base, in: source)
            guard case .scalar(let name) = base, !name.string.isEmpty else {
                throw ScenarioError(
                    .wrongShape, at: place, "`extends` names one file", wayOut: "write `extends: other.yaml`")
            }
            let isInput = TextFile.standardInput.contains(source)
            let path = FilePath.join(isInput ? "." : FilePath.folder(of: source), name.string)
            try read(file: path, from: place, chain: chain)
        }
        try read(mapping, at: ScenarioSchema.root, source: source)
    }

    // MARK: --set

    /// Applies `PATH=VALUE`.
    mutating func apply(setting: String) throws(ScenarioError) {
        let place = Place(source: "--set \(setting)")
        guard let equals = setting.firstIndex(of: "="), equals != setting.startIndex else {
            let isMissing = setting.first == "=" ? "path before the `=`" : "`=` between a path and a value"
            throw ScenarioError(
                .malformed, at: place, "there is no \(isMissing)",
                wayOut: "write --set services.poller.loop_time=45s")
        }
        let path = String(setting[..<equals])
        guard let key = ScenarioSchema.key(at: path) else {
            if path.hasPrefix(Self.faults) { return try applyToFault(setting, path: path, place: place) }
            if path == "extends" {
                throw ScenarioError(
                    .contradiction, at: place, "`extends` cannot be set: it says what a file begins from",
                    wayOut: "write it into a file of its own, and set values on top of that")
            }
            if tree[path] != nil {
                throw ScenarioError(
                    .wrongShape, at: place, "`\(path)` is a section",
                    wayOut: "set one of its values: \(NearestKey.listing(of: tree[path] ?? []))")
            }
            throw unknown(path: path, at: place)
        }
        let value = String(setting[setting.index(after: equals)...])
        try read(try Self.node(of: value, for: path, at: place, expected: key.expected), by: key, at: place)
    }

    /// The value of a setting.
    private static func node(
        of value: String, for path: String, at place: Place, expected: String
    ) throws(ScenarioError) -> Node {
        do { return try root(of: value, source: place.source) ?? Node("") } catch {
            let wayOut = error.kind == .malformed ? "write \(expected)" : error.wayOut
            throw ScenarioError(error.kind, at: place, "\(path): \(error.message)", wayOut: wayOut)
        }
    }

    /// Nil for a text without any value.
    private static func root(of text: String, source: String) throws(ScenarioError) -> Node? {
        let root: Node?
        // Words are read by what a key expects of them: nobody asks YAML for their types, and to make ready the rules
        // for those takes as long as to read three scenarios.
        do { root = try Yams.compose(yaml: text, .basic) } catch {
            throw YAMLTrouble(text: text, source: source).refusal(of: error)
        }
        if root?.hasMore(than: nodesMax) == true { throw YAMLTrouble(text: text, source: source).tooLarge(nodesMax) }
        return root
    }

    private static let nodesMax = 1_000_000

    private static let faults = "faults."

    /// Applies `faults.0.length=5min`: a key of one fault of the list, counted from 0.
    private mutating func applyToFault(_ setting: String, path: String, place: Place) throws(ScenarioError) {
        let words = path.split(separator: ".", omittingEmptySubsequences: false)
        let count = scenario.faultList.entries.count
        guard words.count == 3, let index = Int(words[1]) else {
            throw ScenarioError(
                .unknownKey, at: place, "unknown key `\(path)`",
                wayOut: "write faults.N.KEY=VALUE with N from 0, or faults=[...] for the whole list")
        }
        guard (0..<count).contains(index) else {
            throw ScenarioError(
                .outOfRange, at: place, "there is no fault \(index)",
                wayOut: count == 0 ? "the scenario has none; set faults=[...]" : "count from 0 to \(count - 1)")
        }
        let value = String(setting.dropFirst(path.utf8.count + 1))
        let node = try Self.node(
            of: value, for: path, at: place, expected: FaultField.named(String(words[2]))?.expected ?? "one of its keys"
        )
        do throws(ValueRefusal) {
            if words[2] == "kind" {
                throw ValueRefusal(
                    kind: .contradiction, message: "a fault's kind decides what its other keys mean",
                    wayOut: "set faults=[...], the whole list")
            }
            try scenario.faultList.entries[index].set(String(words[2]), to: node)
        } catch {
            throw ScenarioError(error.kind, at: place, "\(path): \(error.message)", wayOut: error.wayOut)
        }
        places[path] = place
    }

    // MARK: Walking

    private mutating func read(_ mapping: Node.Mapping, at section: String, source: String) throws(ScenarioError) {
        for (name, value) in mapping {
            let place = Self.place(of: name, in: source)
            guard case .scalar(let scalar) = name else {
                throw ScenarioError(.wrongShape, at: place, "a key is a plain word", wayOut: "write `key: value`")
            }
            if section == ScenarioSchema.root, scalar.string == "extends" { continue }
            let path = section == ScenarioSchema.root ? scalar.string : "\(section).\(scalar.string)"
            if let key = ScenarioSchema.key(at: path) {
                try read(value, by: key, at: Self.place(of: value, in: source))
                recordItems(of: value, path: path, source: source)
            } else if let children = tree[path] {
                guard case .mapping(let inner) = value else {
                    throw ScenarioError(
                        .wrongShape, at: Self.place(of: value, in: source), "`\(path)` is a section, not a value",
                        wayOut: "set its values on indented lines below it: \(NearestKey.listing(of: children))")
                }
                try read(inner, at: path, source: source)
            } else {
                throw unknown(path: path, at: place)
            }
        }
    }

    private mutating func read(_ node: Node, by key: ScenarioKey, at place: Place) throws(ScenarioError) {
        do { try key.read(node, &scenario) } catch {
            var place = place
            if place.line != nil, let mark = error.mark { (place.line, place.column) = (mark.line, mark.column) }
            let path = ([key.path] + error.path).joined(separator: ".")
            throw ScenarioError(error.kind, at: place, "\(path): \(error.message)", wayOut: error.wayOut)
        }
        // What stood inside the former value is no place of this one.
        places = places.filter { !$0.key.hasPrefix(key.path + ".") }
        places[key.path] = place
    }

    private mutating func recordItems(of node: Node, path: String, source: String) {
        guard case .sequence(let items) = node else { return }
        for (index, item) in items.enumerated() {
            places["\(path).\(index)"] = Self.place(of: item, in: source)
            guard case .mapping(let mapping) = item else { continue }
            for (name, value) in mapping {
                guard case .scalar(let word) = name else { continue }
                places["\(path).\(index).\(word.string)"] = Self.place(of: value, in: source)
            }
        }
    }

    // MARK: Messages

    private func unknown(path: String, at place: Place) -> ScenarioError {
        var words = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let name = words.removeLast()
        let section = words.joined(separator: ".")
        if let feature = ScenarioSchema.unmodelled[path] {
            return ScenarioError(
                .notModelled, at: place, "`\(path)` (\(feature)) is not modelled yet, and nothing is ignored silently",
                wayOut: "remove it")
        }
        if let reason = ConsumerKeys.withoutEffect[path] ?? ConsumerKeys.withoutEffect[section] {
            return ScenarioError(
                .contradiction, at: place, "`\(path)` would do nothing: \(reason)", wayOut: "remove it")
        }
        guard let siblings = tree[section] else {
            let nearest = NearestKey.of(path, among: ScenarioSchema.keys.map(\.path))
            return ScenarioError(
                .unknownKey, at: place, "unknown key `\(path)`",
                wayOut: nearest.map { "did you mean `\($0)`?" } ?? "`gemello scenario show` lists every key")
        }
        let prefix = section.isEmpty ? "" : section + "."
        if let nearest = NearestKey.of(name, among: siblings) {
            return ScenarioError(
                .unknownKey, at: place, "unknown key `\(path)`", wayOut: "did you mean `\(prefix)\(nearest)`?")
        }
        if let elsewhere = ScenarioSchema.keys.first(where: { $0.name == name }) {
            return ScenarioError(
                .unknownKey, at: place, "unknown key `\(path)`", wayOut: "did you mean `\(elsewhere.path)`?")
        }
        let region = section.isEmpty ? "at the top" : "in `\(section)`"
        return ScenarioError(
            .unknownKey, at: place, "unknown key `\(path)`",
            wayOut: "known \(region): \(NearestKey.listing(of: siblings))")
    }

    private static func place(of node: Node, in source: String) -> Place {
        Place(source: source, line: node.mark?.line, column: node.mark?.column)
    }
}
