import AsyncAlgorithms
import Testing
import VirtualTime

/// What the documentation and the tests of async-algorithms draw of its sequences that go by a clock.
private struct Marbles: Sendable, CustomTestStringConvertible {
    let name: String
    let inputs: [String]
    let output: String
    let body: @Sendable (MarbleScene) async -> Void

    var testDescription: String { name }

    init(
        _ name: String, _ inputs: String..., gives output: String,
        _ body: @escaping @Sendable (MarbleScene) async -> Void
    ) {
        self.name = name
        self.inputs = inputs
        self.output = output
        self.body = body
    }

    static let all = debounce + throttle + chunks + timers

    static let debounce: [Marbles] = [
        ("delays values", "abcd----e---f-g----|", "------d----e-----g-|"),
        ("gives the last one at the end", "abcd----e---f-g-|", "------d----e----[g|]"),
        ("does not delay the end", "a|", "-[a|]"),
        ("does not delay a failure", "a^", "-^"),
        ("gives nothing of nothing", "----|", "----|"),
    ].map { name, input, output in
        Marbles("debounce \(name)", input, gives: output) { scene in
            await scene.show(scene.input().debounce(for: .milliseconds(3), clock: scene.clock))
        }
    }

    static let throttle: [Marbles] = [
        (0, true, "abcdefghijk|", "abcdefghijk|"), (0, false, "abcdefghijk|", "abcdefghijk|"),
        (1, true, "abcdefghijk|", "abcdefghijk|"), (1, false, "abcdefghijk|", "abcdefghijk|"),
        (2, true, "abcdefghijk|", "a-c-e-g-i-k|"), (2, false, "abcdefghijk|", "a-b-d-f-h-j|"),
        (3, true, "abcdefghijk|", "a--d--g--j--[k|]"), (3, false, "abcdefghijk|", "a--b--e--h--[k|]"),
        (2, true, "abcdef^hijk|", "a-c-e-^"), (2, false, "abcdef^hijk|", "a-b-d-^"),
        (1, true, "-a-b-c-d-e-f-g-h-i-j-k-|", "-a-b-c-d-e-f-g-h-i-j-k-|"),
        (2, true, "-a-b-c-d-e-f-g-h-i-j-k-|", "-a-b-c-d-e-f-g-h-i-j-k-|"),
        (2, true, "--a--b--c--d--e--f--g|", "--a--b--c--d--e--f--g|"),
        (3, true, "-a-b-c-d-e-f-g-h-i-j-k-|", "-a---c---e---g---i---k-|"),
        (3, false, "abcdefghijkl|", "a--b--e--h--[k|]"), (3, true, "abcdefghijkl|", "a--d--g--j--[l|]"),
    ].map { (interval: Int, latest: Bool, input: String, output: String) in
        Marbles("throttle for \(interval), \(latest ? "latest" : "earliest") of \(input)", input, gives: output) {
            let clock = $0.clock
            await $0.show($0.input()._throttle(for: .milliseconds(interval), clock: clock, latest: latest))
        }
    }

    static let chunks: [Marbles] =
        [
            (4, nil, "ABC-    DEF-    GHI-     |", "---'ABC'---'DEF'---'GHI'|"),
            (8, nil, "AB------    A------- ABCDEFG-         |", "-------'AB' -------A -------'ABCDEFG'|"),
            (2, nil, "-- 1- --|", "-- -1 --|"), (5, nil, "AB^", "--^"), (4, nil, "111-111|", "---'111'---['111'|]"),
            (8, 42, "AB------    A------- ABCDEFG-         |", "-------'AB' -------A -------'ABCDEFG'|"),
            (8, 2, "AB   --A-B   -|", "-'AB'----'AB'-|"),
            (8, 5, "ABCDE      --- ABCDE      |", "----'ABCDE'--- ----'ABCDE'|"),
            (8, 5, "AB------    ABCDE      |", "-------'AB' ----'ABCDE'|"), (8, 5, "ABC^", "---^"),
        ].map { (interval: Int, count: Int?, input: String, output: String) in
            Marbles("chunks by a timer of \(interval) or \(count ?? 0) of \(input)", input, gives: output) { scene in
                let timer = AsyncTimerSequence(interval: .milliseconds(interval), clock: scene.clock)
                if let count {
                    await scene.show(scene.input().chunks(ofCount: count, or: timer).map { $0.joined() })
                } else {
                    await scene.show(scene.input().chunked(by: timer).map { $0.joined() })
                }
            }
        }
        + [
            ("ABC-    DEF-    GHI-     |", "---X    ---X    ---X    |", "---'ABC'---'DEF'---'GHI'|"),
            ("AB-   A-ABCDEFGH-         |", "--X   -X--------X         |", "--'AB'-A--------'ABCDEFGH'|"),
            ("--1--|", "XX-XX|", "---1-|"), ("AB^", "---X|", "--^"), ("111-111|", "---X---|", "---'111'---['111'|]"),
        ].map { input, signal, output in
            Marbles("chunks by the signal \(signal) of \(input)", input, signal, gives: output) { scene in
                await scene.show(scene.input().chunked(by: scene.input(1)).map { $0.joined() })
            }
        }

    static let timers: [Marbles] = [
        (1, 0, "xxxxxxx[;|]"), (2, 0, "-x-x-x-[;|]"), (3, 0, "--x--x-[;|]"), (2, 3, "----x--x-[;x|]"),
    ].map { interval, skew, output in
        Marbles("a timer of \(interval) whose reader takes \(skew)", gives: output) { scene in
            let clock = scene.clock
            await scene.show(
                AsyncTimerSequence(interval: .milliseconds(interval), clock: clock).map { _ in
                    if skew > 0 { try? await clock.sleep(for: .milliseconds(skew)) }
                    return "x"
                })
        }
    }
}

@Suite struct MarbleTests {
    @Test("Sequences that go by a clock give what their documentation draws, at the very steps", arguments: Marbles.all)
    fileprivate func sequencesGiveWhatIsDrawn(_ row: Marbles) {
        let expected = MarbleDiagram(row.output)
        let (diagram, leaks) = MarbleScene.diagram(of: row.inputs, cancelledAsIn: expected, row.body)
        #expect(diagram == expected)
        #expect(leaks == [])
    }

    @Test("A diagram says what happens at which step")
    func diagrams() {
        let events = MarbleDiagram("a- 'bc'[d|]").events
        #expect(events.map(\.step) == [1, 3, 4, 4])
        #expect(events.map(\.mark) == [.value("a"), .value("bc"), .value("d"), .end])
        #expect(MarbleDiagram("-^").description == "failure at 2")
    }
}
