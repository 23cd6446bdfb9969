import Foundation
import Results
import Testing
import Twin

/// A slice of the soak that README.md gives: whatever the faults of a seed do, the twin itself holds out.
@Suite struct SoakTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test("A swarm of faults crashes no seed, explains each broken promise, and repeats by its hash")
    func aSwarmOfFaultsCrashes() throws {
        let program = try BuiltProgram()
        let scenario = Self.root.appendingPathComponent("Scenarios/smoke.yaml").path
        let ending = try program.run(
            "run", scenario, "--set", "swarm=true", "--set", "expect=[]", "--set", "duration=1h", "--seeds", "0..<6",
            "--verify", "--db", "soak.sqlite")
        #expect([0, 3, 4].contains(ending.exitCode), "\(ending.exitCode)")
        #expect(ending.errorLines == [])
        let store = try ResultStore(reading: program.file("soak.sqlite"))
        let runs = try store.headings()
        #expect(runs.map(\.seed) == [0, 1, 2, 3, 4, 5])
        var drawn: [String?] = []
        for run in runs {
            let findings = try store.run(run.id).ending.findings
            drawn.append(findings.drawnFaults)
            #expect(!findings.faults.isEmpty)
            let grades = findings.violations.map(\.grade)
            #expect((run.verdict == .wrong) == grades.contains(.safety))
            #expect((run.verdict == .stuck) == (grades.contains(.liveness) && !grades.contains(.safety)))
            #expect(findings.violations.allSatisfy { !$0.invariant.isEmpty && !$0.subject.isEmpty })
        }
        #expect(Set(drawn).count == 6 && !drawn.contains(nil))
    }
}
