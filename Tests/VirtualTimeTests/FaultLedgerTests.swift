import Testing
import VirtualTime

@Suite struct FaultLedgerTests {
    @Test("Delays that are centuries together are counted as the longest time there is")
    func delaysOfCenturies() {
        var ledger = FaultLedger()
        let fault = ledger.open("link_delay")
        for _ in 0..<4 { ledger.hit(fault, addedNanoseconds: .max / 2) }
        #expect(ledger[fault].hit == 4)
        #expect(ledger[fault].addedNanoseconds == .max)
    }

    @Test("Delays add up to the longest one and no further")
    func delaysAddUp() {
        #expect(FaultDelay.sum(3, 4) == 7)
        #expect(FaultDelay.sum(FaultDelay.longestNanoseconds, 1) == FaultDelay.longestNanoseconds)
        #expect(FaultDelay.sum(.max, .max) == FaultDelay.longestNanoseconds)
        #expect(FaultDelay.stretched(30, toPercent: 150) == 45)
        #expect(FaultDelay.stretched(.max / 2, toPercent: 300) == FaultDelay.longestNanoseconds)
    }
}
