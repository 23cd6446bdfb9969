import ArgumentParser

/// What `--vary` and `--set` name, which must not say the same thing twice.
struct VariedPaths {
    var vary: [String]
    var set: [String]

    /// - Parameter options: what else says a path's value, and whether it does here.
    /// - Throws: `ValidationError`, which names both and the way out.
    func check(_ options: [(name: String, path: String, isGiven: Bool)]) throws(ValidationError) {
        let paths = vary.map { $0.prefix { $0 != "=" } }
        for (place, path) in paths.enumerated() {
            guard !paths[..<place].contains(path) else {
                throw ValidationError("--vary \(path) is there twice; give all its values in one")
            }
            if let setting = set.first(where: { $0.prefix { $0 != "=" } == path }) {
                throw ValidationError("--vary \(path) and --set \(setting) say the same thing twice; keep one of them")
            }
        }
        for (name, path, isGiven) in options where isGiven {
            guard let given = (set + vary).first(where: { $0.hasPrefix("\(path)=") }) else { continue }
            throw ValidationError("\(given) says what \(name) says; leave it out")
        }
    }
}
