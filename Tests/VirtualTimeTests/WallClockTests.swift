import Testing
import VirtualTime

@Suite struct WallClockTests {
    private let hour = VirtualInstant(nanoseconds: 3_600_000_000_000)

    @Test("A host reads the scenario's start plus virtual time")
    func aHostReadsTheScenarios() {
        let simulation = Simulation(.init(seed: 1, epoch: WallTime(sinceUnixEpoch: .seconds(1_700_000_000))))
        let process = simulation.makeProcess(named: "host")
        simulation.run(until: hour)
        let agenda = simulation.register(Callback { _ in })
        simulation.schedule(at: hour, agenda, NumberedEntry(0))
        simulation.run()
        #expect(process.wallTime.sinceUnixEpoch == .seconds(1_700_003_600))
    }

    @Test("Offset and drift show on the wall")
    func offsetAndDriftShow() {
        let clock = WallClock(epoch: .unixEpoch, offset: .seconds(-2), driftPPM: 50)
        #expect(clock.read(at: .start).sinceUnixEpoch == .seconds(-2))
        #expect(clock.read(at: hour).sinceUnixEpoch == .milliseconds(3_600_000 + 180 - 2_000))
    }

    @Test("A clock goes as far as it can show, and is not set beyond that")
    func asFarAsItGoes() {
        let far = WallTime(sinceUnixEpoch: .seconds(9_000_000_000))
        var clock = WallClock(epoch: far, offset: .seconds(Int64.max), driftPPM: 1_000_000_000)
        let last = WallTime(sinceUnixEpoch: .nanoseconds(Int64.max))
        #expect(clock.read(at: .distantFuture) == last)
        clock = WallClock(epoch: far)
        clock.step(by: .seconds(10_000_000_000), at: .start)
        clock.drift(byPPM: .max, from: .start)
        #expect(clock.read(at: .start) == far && clock.driftPPM == 0)
        for _ in 1...9 { clock.step(by: .seconds(3_000_000_000), at: .start) }
        #expect(clock.read(at: .start) == last)
    }

    @Test("A step shifts and a change of drift does not jump")
    func aStepShiftsAndAChange() {
        var clock = WallClock(epoch: .unixEpoch, driftPPM: 100)
        clock.step(by: .seconds(-1), at: hour)
        #expect(clock.read(at: hour).sinceUnixEpoch == .milliseconds(3_600_000 + 360 - 1_000))
        let before = clock.read(at: hour)
        clock.drift(byPPM: -20, from: hour)
        #expect(clock.read(at: hour) == before)
        let later = hour.advanced(by: .seconds(1_000))
        #expect(clock.read(at: later) == before.advanced(by: .milliseconds(1_000_000 - 20)))
    }

    @Test("A corrected clock shows the truth and keeps it")
    func aCorrectedClockShows() {
        var clock = WallClock(epoch: .unixEpoch, offset: .seconds(3_600), driftPPM: 100)
        clock.correct(to: WallTime(sinceUnixEpoch: hour.sinceStart), at: hour)
        #expect(clock.read(at: hour).sinceUnixEpoch == hour.sinceStart)
        let later = hour.advanced(by: .seconds(1_000))
        #expect(clock.read(at: later).sinceUnixEpoch == later.sinceStart)
        #expect(clock.driftPPM == 0)
    }
}
