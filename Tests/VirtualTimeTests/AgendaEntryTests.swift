import Testing
import VirtualTime

@Suite struct AgendaEntryTests {
    enum Step: UInt8, AgendaEntry { case first, second, last = 15 }

    typealias StepOfCall = TaggedEntry<Step, EpochEntry>

    @Test("Every entry comes back from its word")
    func everyEntryComes() {
        for step in [Step.first, .second, .last] {
            #expect(Step(word: step.word) == step)
            for number in [0, 1, 4_711, Int(UInt32.max)] {
                #expect(NumberedEntry(word: NumberedEntry(number).word) == NumberedEntry(number))
                for epoch in [0, 1, 1 << 28 - 1] {
                    let subject = EpochEntry(number, epoch: epoch)
                    #expect(EpochEntry(word: subject.word) == subject)
                    let entry = StepOfCall(word: StepOfCall(step, subject).word)
                    #expect(entry.tag == step)
                    #expect(entry.subject == subject)
                }
            }
        }
    }

    @Test("Entries that differ have different words")
    func entriesThatDifferHaveDifferentWords() {
        var words: Set<UInt64> = []
        for step in [Step.first, .second, .last] {
            for number in 0..<20 {
                for epoch in 0..<20 {
                    words.insert(StepOfCall(step, EpochEntry(number, epoch: epoch)).word)
                }
            }
        }
        #expect(words.count == 3 * 20 * 20)
    }

    @Test("An entry about nothing is about the word zero")
    func anEntryAboutNothing() {
        #expect(StepOfCall(.second).subject == EpochEntry(0, epoch: 0))
    }

    @Test("A handler is called with what was scheduled for it")
    func aHandlerIsCalledWithWhatWasScheduled() {
        final class Recorder: AgendaHandler {
            var seen: [(Step, EpochEntry)] = []
            func fire(_ entry: StepOfCall) { seen.append((entry.tag, entry.subject)) }
        }
        let simulation = Simulation(.init(seed: 1))
        let recorder = Recorder()
        let handler = simulation.register(recorder)
        simulation.schedule(afterNanoseconds: 20, handler, StepOfCall(.last, EpochEntry(7, epoch: 3)))
        simulation.schedule(at: VirtualInstant(nanoseconds: 10), handler, StepOfCall(.first, EpochEntry(9, epoch: 0)))
        let cancelled = simulation.scheduleTimer(at: VirtualInstant(nanoseconds: 15), handler, StepOfCall(.second))
        _ = simulation.scheduleTimer(
            at: VirtualInstant(nanoseconds: 30), handler, StepOfCall(.second, EpochEntry(1, epoch: 2)))
        simulation.cancel(cancelled)
        simulation.run()
        #expect(recorder.seen.map(\.0) == [.first, .last, .second])
        #expect(recorder.seen.map(\.1) == [EpochEntry(9, epoch: 0), EpochEntry(7, epoch: 3), EpochEntry(1, epoch: 2)])
    }

    @Test("What does not fit into an entry traps")
    func whatDoesNotFitIntoAnEntry() async {
        await #expect(processExitsWith: .failure) { _ = EpochEntry(1, epoch: 1 << 28) }
        await #expect(processExitsWith: .failure) { _ = EpochEntry(1 << 32, epoch: 0) }
        await #expect(processExitsWith: .failure) { _ = NumberedEntry(-1) }
        await #expect(processExitsWith: .failure) { _ = Step(word: 2) }
    }
}
