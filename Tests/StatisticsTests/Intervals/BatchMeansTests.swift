import Statistics
import Testing

@Suite("Batch means")
struct BatchMeansTests {
    @Test("Batches hold the figures in their order, and what is left over waits for the next")
    func batches() {
        let batches = BatchMeans(of: (1...37).map(Double.init), batches: 4)
        // Eight batches of four became four of eight.
        #expect(batches.batchSize == 8)
        #expect(batches.means == [4.5, 12.5, 20.5, 28.5])
    }

    @Test(
        "There are at least as many batches as wanted, and fewer than twice as many", arguments: [20, 39, 40, 12_345])
    func counts(figures: Int) {
        let batches = BatchMeans(of: repeatElement(1, count: figures))
        #expect(20..<40 ~= batches.means.count)
        #expect(figures - batches.means.count * batches.batchSize < batches.batchSize)
        #expect(batches.interval()?.halfWidth == 0)
    }

    @Test("Batches of independent figures pass for long enough as often as they should, those of a slow walk do not")
    func areTooShort() {
        var (independent, walking) = (0, 0)
        for experiment in 0..<400 {
            var draws = Draws("batch test", experiment)
            var (short, slow) = (BatchMeans(), BatchMeans())
            var level = 0.0
            for _ in 0..<160 {
                short.add(draws.normal())
                level = 0.98 * level + draws.normal()
                slow.add(level)
            }
            if short.areTooShort() { independent += 1 }
            if slow.areTooShort() { walking += 1 }
        }
        // One in ten, within three standard deviations of 400.
        #expect(abs(independent - 40) <= 18, "\(independent)")
        #expect(walking >= 390, "\(walking)")
    }

    @Test("Of fewer than four batches, or equal ones, no correlation is told")
    func noCorrelation() {
        #expect(BatchMeans(of: [1, 2, 3]).correlation == nil)
        #expect(BatchMeans(of: [1, 2, 3]).areTooShort())
        #expect(BatchMeans(of: [1, 1, 1, 1, 1]).correlation == nil)
        #expect(!BatchMeans(of: [1, 1, 1, 1, 1]).areTooShort())
        // Von Neumann's ratio of a figure to and fro is near 4.
        #expect(BatchMeans(of: [1, -1, 1, -1, 1, -1]).correlation == 1 - 20.0 / 12)
    }
}
