import ServicePorts

/// Payments whose check failed, and until when each is left alone, without IO: by their update URL, and lost with the
/// replica. What no loop asks about any more is forgotten.
struct SetAside: Sendable {
    private struct Entry {
        var failures: Int
        var untilNanoseconds: Int64
    }

    private let backOff: BackOff
    private let generation: Int64
    /// Asked about in this generation, and in the one before.
    private var young: [String: Entry] = [:]
    private var old: [String: Entry] = [:]
    private var generationEnd: Int64

    init(_ backOff: BackOff) {
        self.backOff = backOff
        // Longer than any wait: who is left alone is asked about at least once more before he is forgotten.
        generation = backOff.longest.nanoseconds * 2
        generationEnd = generation
    }

    /// How many it remembers.
    var count: Int { young.count + old.count }

    mutating func contains(_ url: String, at nanoseconds: Int64) -> Bool {
        guard let entry = entry(url, at: nanoseconds) else { return false }
        return nanoseconds < entry.untilNanoseconds
    }

    /// Left alone for a while, longer with each failure in a row.
    mutating func failed(_ url: String, at nanoseconds: Int64) {
        let failures = (entry(url, at: nanoseconds)?.failures ?? 0) + 1
        let wait = backOff.wait(afterFailures: failures)
        young[url] = Entry(failures: failures, untilNanoseconds: nanoseconds + wait.nanoseconds)
    }

    /// Left alone for good, as long as it is asked about.
    mutating func givenUp(_ url: String, at nanoseconds: Int64) {
        _ = entry(url, at: nanoseconds)
        young[url] = Entry(failures: 0, untilNanoseconds: .max)
    }

    mutating func answered(_ url: String) {
        young[url] = nil
        old[url] = nil
    }

    private mutating func entry(_ url: String, at nanoseconds: Int64) -> Entry? {
        if nanoseconds >= generationEnd {
            old = nanoseconds - generationEnd < generation ? young : [:]
            young = [:]
            generationEnd = nanoseconds + generation
        }
        if let entry = young[url] { return entry }
        guard let entry = old.removeValue(forKey: url) else { return nil }
        young[url] = entry
        return entry
    }
}
