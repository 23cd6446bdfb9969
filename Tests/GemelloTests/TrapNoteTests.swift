import Testing

@testable import gemello

@Suite struct TrapNoteTests {
    @Test("A trap in a run names the run and still ends the program by its signal")
    func aTrapInARunNames() async throws {
        let ending = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            TrapNote.listen()
            TrapNote.begin("seed 6, which ended well")
            TrapNote.begin("seed 7, repeat it with `gemello run x.yaml --seed 7`")
            trap()
        }
        let ended = try #require(ending)
        let errors = String(decoding: ended.standardErrorContent, as: UTF8.self)
        #expect(
            errors.contains("gemello: a defect of the program ended this run and all beside it: seed 7, repeat"))
        guard case .signal = ended.exitStatus else {
            Issue.record("ended with \(ended.exitStatus)")
            return
        }
    }

    @Test("A trap outside of a run has no note")
    func aTrapOutsideOfARun() async throws {
        let ending = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            TrapNote.listen()
            TrapNote.begin("seed 7")
            TrapNote.end()
            trap()
        }
        let errors = String(decoding: try #require(ending).standardErrorContent, as: UTF8.self)
        #expect(!errors.contains("seed 7"))
    }
}

private func trap() {
    let none: [Int] = []
    _ = none[CommandLine.arguments.count]
}
