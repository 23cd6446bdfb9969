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
}
