import Foundation
import Testing

@testable import SwiftConstructs

/// What somebody who is new to virtual time tries first, in fresh processes, each with seeds of hashes of its own.
@Suite struct SceneTests {
    private static let processes = 20

    private static func ends(of scenes: [String]) throws -> [(status: Int32, output: [Substring], errors: String)] {
        try (0..<processes).map { _ in
            let changes: [String: String?] = ["SWIFT_DETERMINISTIC_HASHING": nil, "SWIFT_BACKTRACE": "enable=no"]
            return try ProgramRun(["--scenes"] + scenes, environment: changes).end()
        }
    }

    /// What scenes that one process plays tell.
    struct Answer: CustomTestStringConvertible {
        var scenes: [String]
        var lines: [Substring]

        init(_ scenes: String..., tell lines: [Substring]) { (self.scenes, self.lines) = (scenes, lines) }

        var testDescription: String { scenes.joined(separator: ", ") }
    }

    private static let nothingIsLeft: Substring = "0 tasks and 0 calls are left"

    static let answers = [
        Answer("yield", tell: ["before at 0 ms", "after at 0 ms", "agendaEmpty at 0 ms", nothingIsLeft, "no leak"]),
        Answer(
            "main actor",
            tell: ["main at 0 ms", "back at 0 ms", "agendaEmpty at 0 ms", nothingIsLeft, "mainActor by presenter#0"]),
        Answer(
            "callback that comes too late", "callback that comes in time",
            tell: [
                "agendaEmpty at 0 ms", "1 tasks and 0 calls are left",
                "continuationNotResumed by bridge#0, dispatchQueue by bridge#0",
                "called at 0 ms", "agendaEmpty at 0 ms", nothingIsLeft, "dispatchQueue by bridge#0",
            ]),
        Answer(
            "service group with a signal",
            tell: [
                "the service runs at 0 ms", "the service is asked to end at 5000 ms", "the group ends at 5000 ms",
                "agendaEmpty at 5000 ms", nothingIsLeft, "no leak",
            ]),
        Answer("limit with nothing to do", tell: ["agendaEmpty at 5000 ms"]),
        Answer("polling without a wait", tell: ["eager#0 stalls at 0 ms"]),
        Answer(
            "continuation that nobody resumes",
            tell: [
                "agendaEmpty at 0 ms", "1 tasks and 0 calls are left", "continuationNotResumed by stuck#0",
                "1 tasks are left", "[1] is counted",
            ]),
        Answer(
            "verification",
            tell: [
                "yield: passes", "main actor: suspect#0 is blamed", "callback: suspect#0 is blamed",
                "chance: suspect#0 is blamed", "chance by the clock: suspect#0 is blamed",
            ]),
        Answer(
            "task from before the simulation",
            tell: ["agendaEmpty at 3 ms", nothingIsLeft, "outsideTaskResumed by caller#0"]),
        Answer(
            "long sleeps", "entry in the past", "simulation inside a simulation", "clock of another simulation",
            "closed twice", tell: edges),
    ]

    private static let edges: [Substring] = [
        "the longest: CancellationError() at 1000 ms", "the longest: over at 100000000 ms",
        "500 years: CancellationError() at 1000 ms", "500 years: over at 100000000 ms",
        "the distant future: CancellationError() at 1000 ms", "the distant future: over at 100000000 ms",
        "less than no time: slept at 0 ms", "less than no time: over at 100000000 ms",
        "the longest on a real clock: CancellationError() at 1000 ms",
        "the longest on a real clock: over at 100000000 ms",
        "500 years on a real clock: CancellationError() at 1000 ms",
        "500 years on a real clock: over at 100000000 ms",
        "all nanoseconds: CancellationError() at 1000 ms", "all nanoseconds: over at 100000000 ms",
        "half of all nanoseconds: CancellationError() at 1000 ms",
        "half of all nanoseconds: over at 100000000 ms",
        "fires at 5000 ms", "agendaEmpty at 5000 ms", nothingIsLeft, "no leak",
        "woken at 3000 ms", "agendaEmpty at 3000 ms", nothingIsLeft, "no leak",
        "agendaEmpty at 0 ms", nothingIsLeft, "no leak",
        "thrown: portOfOtherSimulation by guest#0 at 0 ms", "agendaEmpty at 0 ms", nothingIsLeft,
        "portOfOtherSimulation by guest#0",
        "closed",
    ]

    @Test("Scenes tell what is right in twenty fresh processes", arguments: answers)
    func tellWhatIsRight(_ answer: Answer) throws {
        for end in try Self.ends(of: answer.scenes) {
            #expect(end.output == answer.lines)
            #expect(end.status == 0 && end.errors.isEmpty)
        }
    }

    @Test("Tasks that are woken in another order make another trace, and in the same order the same")
    func anotherOrderIsAnotherTrace() throws {
        var traces: [[Substring]: Set<Substring>] = [:]
        for end in try Self.ends(of: ["waking in the order of a Set"]) {
            try #require(end.output.count == 10 && end.output.last == "no leak")
            traces[Array(end.output.prefix(8)), default: []].insert(end.output[8])
        }
        #expect(traces.count > 1)
        #expect(traces.values.allSatisfy { $0.count == 1 })
        #expect(Set(traces.values.joined()).count == traces.count)
    }

    @Test(
        "What cannot be done is refused with words in twenty fresh processes",
        arguments: [
            ("run after the end", "A simulation that is closed does not go on."),
            ("start after a crash", "A crashed incarnation starts nothing."),
            ("start after the end", "A crashed incarnation starts nothing."),
            ("run inside a run", "A simulation is not run from inside itself."),
        ])
    func isRefusedWithWords(scene: String, words: String) throws {
        for end in try Self.ends(of: [scene]) {
            #expect(end.status != 0 && end.output.isEmpty)
            // The standard library says why only where it is not optimized away.
            #if DEBUG
                #expect(end.errors.contains(words))
            #endif
        }
    }

    @Test("A run that traps ends, also where the runtime's handler of the signal asks the machine for a backtrace")
    func trapsWithBacktrace() throws {
        let handled = ["SWIFT_BACKTRACE": "enable=yes,interactive=no,color=no"]
        let end = try ProgramRun(["--scenes", "run inside a run"], environment: handled).end()
        #expect(end.status == SIGILL && end.output.isEmpty)
    }

    @Test("A job without an end is told on standard error once it has run for as long as no job should")
    func aJobWithoutAnEnd() throws {
        let run = try ProgramRun(["--scenes", "job without an end"], environment: ["GEMELLO_JOB_WATCH_S": "0.05"])
        let words = run.words(upTo: "whoever")
        #expect(words.contains("endless#0, at 3 s, seed 7, in a task started at SwiftConstructs/Endings.swift:"))
    }

    @Test("Each scene has its answer")
    func allScenes() {
        let others = [
            "waking in the order of a Set", "run after the end", "start after a crash", "start after the end",
            "run inside a run", "job without an end",
        ]
        #expect(Set(Self.answers.flatMap(\.scenes) + others) == Set(Scene.all.map(\.name)))
    }
}
