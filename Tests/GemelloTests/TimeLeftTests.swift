import Testing

@testable import gemello

@Suite("The time left")
struct TimeLeftTests {
    /// A second to set the run up, then ten seconds of even work, told of 500 times.
    @Test("The first guess of an even run is the truth, whatever it took to set the run up")
    func evenRun() throws {
        let left = TimeLeft(firstSeconds: 1.02, firstShare: 0.002)
        var guesses = 0
        for slice in 1...500 {
            let share = Double(slice) / 500
            let now = 1 + 10 * share
            guard let guess = left.seconds(atSeconds: now, share: share) else {
                #expect(share < 0.03)
                continue
            }
            guesses += 1
            #expect(abs(guess - 10 * (1 - share)) < 0.001)
        }
        #expect(guesses > 480)
    }

    @Test("Before a fiftieth of the run was seen nothing is guessed")
    func tooEarly() {
        let left = TimeLeft(firstSeconds: 0.1, firstShare: 0.002)
        #expect(left.seconds(atSeconds: 0.1, share: 0.002) == nil)
        #expect(left.seconds(atSeconds: 0.2, share: 0.02) == nil)
        #expect(left.seconds(atSeconds: 0.2, share: 0.03) != nil)
    }

    /// Sixteen runs of a second each side by side, of 160: ten seconds in all.
    @Test("Runs side by side count as far as they are, so that the first to end does not stand for all of them")
    func sideBySide() {
        let line = BatchProgressLine(
            done: 1, count: 160, running: (1...15).map { .init(name: "\($0)", share: 0.99) }, wallSeconds: 1)
        #expect(line.text(columns: 200).contains(" | 9.09 s left | "))
        let begun = BatchProgressLine(done: 0, count: 160, running: [.init(name: "0", share: 0.5)], wallSeconds: 1)
        #expect(!begun.text(columns: 200).contains("left"))
    }
}
