import Testing

@testable import VirtualTime

@Suite struct DifferenceTests {
    /// A place that this run of the compiler has, by its line.
    private static let sites = [CodeSite.none, CodeSite(#fileID, 1), CodeSite(#fileID, 2)]

    private static func trace(_ number: UInt64) -> TraceHash {
        var trace = TraceHash()
        if number > 0 { trace.mix(number) }
        return trace
    }

    /// A step of which each part is one of few.
    private static func record(_ chance: inout RandomStream) -> TraceRecord {
        func few() -> UInt64 { UInt64.random(in: 0..<2, using: &chance) }
        return TraceRecord(
            trace: trace(few()), instant: Int64(few()), process: UInt32(few()),
            kind: TraceRecord.Kind.allCases.randomElement(using: &chance) ?? .job,
            site: sites.randomElement(using: &chance) ?? .none, first: few(), second: few())
    }

    private static func step(_ record: TraceRecord) -> Difference.Step {
        Difference.Step(record, process: "clerk#0", subject: record.kind == .message ? "a word" : nil)
    }

    private func texts(_ a: TraceRecord, _ b: TraceRecord) throws -> (String, String) {
        let told = "\(Difference(index: 3, expected: Self.step(a), actual: Self.step(b)))"
        let start = "the runs differ at decision 3: first "
        try #require(told.hasPrefix(start))
        let sides = told.dropFirst(start.count).split(separator: "; then ")
        try #require(sides.count == 2)
        return (String(sides[0]), String(sides[1]))
    }

    @Test("Two steps of any kind that differ are told in texts that differ", arguments: TraceRecord.Kind.allCases)
    func texts(kind: TraceRecord.Kind) throws {
        var chance = RandomStream(seed: 1, name: "steps", replication: 0)
        var compared = 0
        for _ in 0..<4_000 {
            var (a, b) = (Self.record(&chance), Self.record(&chance))
            a.kind = kind
            // Most often they differ in something else than in what they do.
            if Bool.random(using: &chance) { b.kind = kind }
            guard a != b else { continue }
            compared += 1
            let (first, second) = try texts(a, b)
            #expect(first != second, "\(a) and \(b)")
        }
        #expect(compared > 3_000)
    }

    @Test("Each part of a step by itself sets it apart", arguments: TraceRecord.Kind.allCases)
    func parts(kind: TraceRecord.Kind) throws {
        let plain = TraceRecord(
            trace: TraceHash(), instant: 7, process: 1, kind: kind, site: .none, first: 1, second: 1)
        var others = (0..<7).map { _ in plain }
        others[0].trace = Self.trace(1)
        others[1].instant = 8
        others[2].process = 2
        others[3].site = Self.sites[1]
        others[4].first = 2
        others[5].second = 2
        others[6].simulation = 2
        for other in others {
            let (first, second) = try texts(plain, other)
            #expect(first != second)
        }
        let (first, second) = try texts(plain, others[0])
        #expect(first.hasSuffix("with trace \(plain.trace.text)"))
        #expect(second.hasSuffix("with trace \(others[0].trace.text)"))
        let (one, two) = try texts(plain, others[2])
        #expect(one.hasSuffix("process number 1") && two.hasSuffix("process number 2"))
    }

    @Test("A place in the code is one place, wherever its file's name lies")
    func places() {
        let copies = ["Tests/A.swift", "Tests/A.swift", "Tests/B.swift"].map { name in
            let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: name.utf8.count + 1)
            _ = bytes.initialize(from: Array(name.utf8) + [0])
            return CodeSite(nameAt: bytes.baseAddress!, 5)
        }
        #expect(copies[0] == copies[1])
        #expect(copies[0] != copies[2] && copies[0] != .none)
    }

    @Test("Two processes of one name are told apart")
    func twoProcessesOfOneName() throws {
        var runs = 0
        let finding = try Verification.compare { journal in
            runs += 1
            let simulation = Simulation(.init(seed: 1, journal: journal))
            let twins = (0..<2).map { _ in simulation.makeProcess(named: "twin") }
            twins[runs - 1].crash()
        }
        let text = try #require(finding?.difference).description.split(separator: ": first ")[1]
        let sides = text.components(separatedBy: "; then ")
        #expect(sides.count == 2 && sides[0] != sides[1])
    }

    /// A run of three processes of which the last has the index of the first, and makes one step more or not.
    private func run(_ journal: TraceJournal, _ speaker: String?) {
        let simulation = Simulation(.init(seed: 1, journal: journal))
        for name in ["first", "other", "last"] {
            let process = simulation.makeProcess(named: name)
            process.start {
                try? await process.sleep(nanoseconds: 5)
                if name == speaker { simulation.note(9) }
            }
            simulation.run()
        }
    }

    @Test("The process of a step that only one run made is named as that run named it", arguments: ["first", "last"])
    func processesAreNamed(speaker: String) throws {
        for (first, second) in [(speaker, nil), (nil, speaker)] {
            var runs = 0
            let finding = try Verification.compare { journal in
                runs += 1
                run(journal, runs == 1 ? first : second)
            }
            let difference = try #require(finding?.difference)
            let step = try #require(first == nil ? difference.actual : difference.expected)
            #expect(step.process == "\(speaker)#0" && step.action == "a delivery or change of state")
            if speaker == "last" { #expect((first == nil ? difference.expected : difference.actual) == nil) }
        }
        let journal = try TraceJournal()
        run(journal, "last")
        try journal.rewind()
        run(journal, nil)
        #expect(try journal.finish()?.expected?.process == "last#0")
    }

    @Test("Who acts between two runs is the world")
    func betweenTwoRuns() throws {
        var runs: UInt64 = 0
        let finding = try Verification.compare { journal in
            runs += 1
            let simulation = Simulation(.init(seed: 1, journal: journal))
            let process = simulation.makeProcess(named: "clerk")
            process.start { simulation.note(1) }
            simulation.run()
            simulation.note(runs)
        }
        #expect(finding?.difference?.actual?.process == "world")
    }
}
