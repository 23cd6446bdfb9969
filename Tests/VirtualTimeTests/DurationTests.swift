import Foundation
import Testing
import VirtualTime

/// Whoever counts in durations gets the same as the kernel, which counts nanoseconds.
@Suite("Durations in, durations out")
struct DurationTests {
    private static let lengths: [Duration] = [
        .zero, .nanoseconds(1), .microseconds(1_500), .seconds(86_400 * 365), .seconds(-3), .seconds(Int64.max),
    ]

    @Test("A sleep, an entry and a timer of one length are over at one instant", arguments: lengths)
    func oneInstant(length: Duration) {
        let simulation = Simulation(.init(seed: 1))
        let process = simulation.makeProcess(named: "sleeper")
        let ends = Record<VirtualInstant>()
        let handler = simulation.register(Callback { _ in ends.add(simulation.now) })
        process.start {
            do { try await process.sleep(for: length) } catch { return }
            ends.add(simulation.now)
        }
        process.start {
            do { try await process.clock.sleep(for: length) } catch { return }
            ends.add(simulation.now)
        }
        simulation.schedule(after: length, handler, NumberedEntry(0))
        _ = simulation.scheduleTimer(at: VirtualInstant(afterStart: length), handler, NumberedEntry(1))
        simulation.run()
        let due = VirtualInstant.start.advanced(by: max(length, .zero))
        #expect(ends.all == (due < .distantFuture ? [VirtualInstant](repeating: due, count: 4) : []))
        simulation.close()
    }

    @Test("A run of a length ends that much later, whether anything is left or not")
    func runForALength() {
        let simulation = Simulation(.init(seed: 1))
        let handler = simulation.register(Callback { _ in })
        simulation.schedule(after: .seconds(5), handler, NumberedEntry(0))
        #expect(simulation.run(for: .seconds(2)) == .instantReached)
        #expect(simulation.now.sinceStart == .seconds(2))
        #expect(simulation.run(for: .seconds(3)) == .agendaEmpty)
        #expect(simulation.events == 1)
        #expect(simulation.run(for: .milliseconds(1)) == .agendaEmpty)
        #expect(simulation.now.sinceStart == .milliseconds(5_001))
    }

    @Test("Samples are the same as durations and as numbers")
    func samples() {
        let distribution = Distribution.exponential(mean: .milliseconds(3))
        var (durations, numbers) = (
            RandomStream(seed: 4, name: "a", replication: 0), RandomStream(seed: 4, name: "a", replication: 0)
        )
        for _ in 0..<100 {
            #expect(distribution.sample(&durations) == .nanoseconds(distribution.sampleNanoseconds(&numbers)))
            #expect(
                Sampler(distribution).sample(&durations)
                    == .nanoseconds(Sampler(distribution).sampleNanoseconds(&numbers)))
        }
    }

    @Test("Instants count from the start, to the nanosecond and as far as they go")
    func instants() {
        #expect(VirtualInstant(afterStart: .seconds(2)).nanoseconds == 2_000_000_000)
        #expect(VirtualInstant(afterStart: .seconds(Int64.max)) == .distantFuture)
        #expect(VirtualInstant(afterStart: .nanoseconds(7)).sinceStart == .nanoseconds(7))
    }

    @Test("A time of day is a date to the microsecond, and keeps its nanoseconds")
    func timesOfDay() {
        let date = Date(timeIntervalSince1970: 1_767_225_600.25)
        let time = WallTime(date)
        #expect(time.sinceUnixEpoch == .milliseconds(1_767_225_600_250))
        #expect(time.date == date)
        let later = time.advanced(by: .nanoseconds(1))
        #expect(later > time && later.date == date)
        #expect(time.duration(to: later) == .nanoseconds(1))
        #expect(WallTime(Date(timeIntervalSince1970: -0.5)).sinceUnixEpoch == .milliseconds(-500))
        #expect(WallTime(.distantFuture).advanced(by: .seconds(1)) == WallTime(.distantFuture))
        #expect(WallTime(.distantPast) < WallTime.unixEpoch)
        #expect(WallTime(sinceUnixEpoch: .seconds(5)) == WallTime.unixEpoch.advanced(by: .seconds(5)))
    }
}
