import HTTPTypes
import ServicePorts
import SimulationSamples
import Testing
import VirtualTime

@testable import NetworkSimulation

/// Calls over links of 1 ms each way, to a host that answers at once.
@Suite("A fault of links")
struct LinkFaultTests {
    private static let timedOut = "1000 ms: core:80 did not answer within 1.0 seconds"

    private func makeTown(seed: UInt64 = 1, wire: PayloadForm = .typed) -> Town {
        let town = Town(seed: seed, wire: wire)
        town.startServer("core", at: "core:80")
        town.run(seconds: 0)
        return town
    }

    @discardableResult
    private func inject(
        _ town: Town, _ directions: LinkDirections = .both, from caller: NamePattern = "*",
        named name: String = "fault", _ change: (inout LinkFaults) -> Void
    ) -> FaultID {
        var faults = LinkFaults()
        change(&faults)
        return town.network.inject(
            faults, on: [LinkTarget(from: caller, to: "core:80", directions)], named: name)
    }

    @Test("delays the direction it is meant for", arguments: [LinkDirections.requests, .answers])
    func delays(directions: LinkDirections) {
        let town = makeTown()
        let fault = inject(town, directions) { $0.addedDelay = .constant(.milliseconds(10)) }
        town.call("core:80")
        town.run(seconds: 1)
        let worked = directions == .requests ? "11 ms: core worked" : "1 ms: core worked"
        #expect(town.seen == [worked, "12 ms: 200 core"])
        #expect(town.network.hits(of: fault) == FaultHits(exposed: 1, hit: 1, added: .milliseconds(10)))
    }

    @Test("adds up with the others on the link, and leaves when it ends")
    func addsUp() {
        let town = makeTown()
        let first = inject(town, .requests) { $0.addedDelay = .constant(.milliseconds(10)) }
        let second = inject(town, .both) { $0.addedDelay = .constant(.milliseconds(3)) }
        town.call("core:80")
        town.run(seconds: 1)
        town.network.remove(first)
        town.call("core:80")
        town.run(seconds: 1)
        town.network.remove(second)
        town.call("core:80")
        town.run(seconds: 1)
        #expect(
            town.seen.filter { $0.contains(": 200") }
                == ["18 ms: 200 core", "1008 ms: 200 core", "2002 ms: 200 core"])
    }

    @Test("loses a request before the work and an answer after it", arguments: [LinkDirections.requests, .answers])
    func loses(directions: LinkDirections) {
        let town = makeTown()
        let fault = inject(town, directions) { $0.loss = .always }
        town.call("core:80")
        town.run(seconds: 2)
        #expect(town.seen == (directions == .requests ? [] : ["1 ms: core worked"]) + [Self.timedOut])
        #expect(town.network.hits(of: fault) == FaultHits(exposed: 1, hit: 1))
        #expect(town.network.callsUnderWay == 0)
    }

    @Test("loses the share of messages that it is told")
    func losesAShare() {
        let town = makeTown()
        let fault = inject(town, .requests) { $0.loss = Ratio(1, in: 4) }
        for number in 0..<400 { town.call("core:80", from: "caller-\(number)") }
        town.run(seconds: 2)
        let lost = town.seen.count { $0 == Self.timedOut }
        #expect((70...130).contains(lost))
        #expect(town.network.hits(of: fault) == FaultHits(exposed: 400, hit: UInt64(lost)))
    }

    @Test("lets a doubled request be handled twice, and the caller take the answer that comes first")
    func duplicatesRequests() {
        let town = makeTown()
        inject(town, .requests) { $0.duplicate = .always }
        town.call("core:80")
        town.run(seconds: 1)
        #expect(town.seen == ["1 ms: core worked", "1 ms: core worked", "2 ms: 200 core"])
        #expect(town.network.callsUnderWay == 0)
        #expect(town.network.counters(of: town.network.host("core:80")!).finished == 1)
    }

    @Test("lets the copy's answer count when the first message is still at work")
    func theCopyMayWin() throws {
        let town = Town()
        let bank = SlowFirstBank(town)
        town.network.attach(bank, at: "bank:443", HostModel())
        var faults = LinkFaults()
        faults.duplicate = .always
        town.network.inject(faults, on: [LinkTarget(from: "*", to: "bank:443", .requests)])
        town.call("bank:443")
        let machine = Outcomes()
        let link = try town.network.link(from: "citizens", to: "bank:443")
        try town.network.send(
            over: link, Town.request("bank:443"), body: .empty, timeout: .seconds(1), to: machine, for: NumberedEntry(3)
        )
        town.run(seconds: 1)
        #expect(town.seen == ["2 ms: 201 -"])
        #expect(machine.all == ["3: 201"])
        #expect(bank.answeredLate == 2)
        #expect(town.network.callsUnderWay == 0)
    }

    @Test("hands a doubled answer to its caller once")
    func duplicatesAnswers() throws {
        let town = makeTown()
        let fault = inject(town, .answers) { $0.duplicate = .always }
        town.call("core:80")
        let machine = Outcomes()
        let link = try town.network.link(from: "citizens", to: "core:80")
        try town.network.send(
            over: link, Town.request("core:80"), body: .empty, timeout: .seconds(1), to: machine, for: NumberedEntry(1))
        town.run(seconds: 1)
        #expect(town.seen.filter { $0.contains(": 200") } == ["2 ms: 200 core"])
        #expect(machine.all == ["1: 200"])
        #expect(town.network.hits(of: fault).hit == 2)
        #expect(town.network.callsUnderWay == 0)
    }

    @Test("lets later messages overtake a share of them")
    func reorders() {
        let town = makeTown()
        inject(town, .requests, from: "slow-*") {
            $0.reordering = .init(share: Ratio(1, in: 2), delay: .constant(.milliseconds(20)))
        }
        for number in 0..<40 { town.call("core:80", body: .value(Note("\(number)")), from: "slow-\(number)") }
        town.run(seconds: 1)
        let order = town.seen.filter { $0.contains(": 200") }.map { Int($0.split(separator: " ").last!)! }
        #expect(order.count == 40)
        #expect(order != order.sorted())
        #expect(Set(town.seen.filter { $0.contains(": 200") }.map { $0.prefix(5) }) == ["2 ms:", "22 ms"])
    }

    @Test(
        "sends messages one after the other as its bandwidth allows, by their nominal size",
        arguments: PayloadForm.allCases)
    func limitsBandwidth(wire: PayloadForm) {
        let town = makeTown(wire: wire)
        let note = Note("hello")
        let bytes = Int64(note.nominalSize) + LinkFaults.messageHeadBytes
        // One message takes 4 ms.
        let fault = inject(town, .requests, from: "caller") { $0.bandwidthBytesPerSecond = bytes * 250 }
        for _ in 0..<3 { town.call("core:80", body: .value(note)) }
        town.run(seconds: 1)
        #expect(
            town.seen.filter { $0.contains(": 200") }
                == ["6 ms: 200 hello", "10 ms: 200 hello", "14 ms: 200 hello"])
        #expect(town.network.hits(of: fault) == FaultHits(exposed: 3, hit: 3, added: .milliseconds(24)))
    }

    @Test("that cuts lets nothing through until it ends")
    func cuts() {
        let town = makeTown()
        let fault = inject(town, .requests) { $0.isCut = true }
        town.call("core:80")
        town.run(seconds: 2)
        town.network.remove(fault)
        town.call("core:80")
        town.run(seconds: 1)
        #expect(town.seen == [Self.timedOut, "2001 ms: core worked", "2002 ms: 200 core"])
    }

    @Test("that clogs holds messages and delivers them in their order when it ends")
    func clogs() {
        let town = Town(latency: .exponential(mean: .milliseconds(3)))
        let reader = NoteReader(town)
        town.network.attach(reader, at: "core:80", HostModel())
        let clog = inject(town, .requests) { $0.isClogged = true }
        let other = inject(town, .requests) { $0.isClogged = true }
        for number in 0..<20 {
            town.call("core:80", body: .value(Note("\(number)")), timeout: .seconds(9), from: "caller-1")
        }
        town.run(seconds: 2)
        town.network.remove(other)
        town.run(seconds: 1)
        #expect(reader.texts == [])
        town.network.remove(clog)
        town.run(seconds: 1)
        #expect(reader.texts == (0..<20).map(String.init))
        #expect(town.seen.count { $0.contains(": 200") } == 20)
        #expect(town.network.hits(of: clog) == FaultHits(exposed: 20, hit: 20))
    }

    @Test("meant for a pattern befalls links that are first used while it holds, and no others")
    func fitsLaterLinks() {
        let town = makeTown()
        inject(town, from: "proxy-*") { $0.isCut = true }
        town.call("core:80", from: "proxy-1")
        town.call("core:80", from: "poller")
        town.run(seconds: 2)
        #expect(town.seen.sorted() == ["1 ms: core worked", Self.timedOut, "2 ms: 200 core"].sorted())
    }

    @Test("of one link befalls only that link")
    func ofOneLink() throws {
        let town = makeTown()
        var faults = LinkFaults()
        faults.isCut = true
        let fault = town.network.inject(faults, on: try town.network.link(from: "poller", to: "core:80"), .answers)
        town.call("core:80", from: "poller")
        town.call("core:80", from: "proxy")
        town.run(seconds: 2)
        #expect(town.seen.contains(Self.timedOut))
        #expect(town.seen.contains("2 ms: 200 core"))
        #expect(town.network.hits(of: fault) == FaultHits(exposed: 1, hit: 1))
    }

    @Test("between two groups cuts what either calls; one way, only what one of them sends")
    func partitions() {
        let east = HostGroup(callers: ["east"], authorities: ["east:80"])
        let west = HostGroup(callers: ["west"], authorities: ["west:80"])
        func outcome(_ targets: [LinkTarget]) -> [String] {
            let town = Town()
            town.startServer("east", at: "east:80")
            town.startServer("west", at: "west:80")
            town.run(seconds: 0)
            var faults = LinkFaults()
            faults.isCut = true
            town.network.inject(faults, on: targets)
            town.call("west:80", from: "east")
            town.call("east:80", from: "west")
            town.call("east:80", from: "elsewhere")
            town.run(seconds: 2)
            return town.seen
        }
        let lost = ["east", "west"].map { "1000 ms: \($0):80 did not answer within 1.0 seconds" }
        let symmetric = outcome(LinkTarget.between(east, and: west))
        #expect(symmetric.sorted() == (lost + ["1 ms: east worked", "2 ms: 200 east"]).sorted())
        let oneWay = outcome(LinkTarget.sent(by: east, to: west))
        // The call of the west arrives and is handled; what the east says to it gets lost.
        #expect(oneWay.count { $0 == "1 ms: east worked" } == 2)
        #expect(!oneWay.contains("1 ms: west worked"))
        #expect(lost.allSatisfy(oneWay.contains))
    }

    @Test("draws from streams of its own, the same in both wire modes, and enters the trace hash")
    func isDeterministic() {
        func run(_ seed: UInt64, _ wire: PayloadForm = .typed, others: Bool = false, faulty: Bool = true) -> (
            UInt64, [String]
        ) {
            let town = makeTown(seed: seed, wire: wire)
            if others { inject(town, from: "nobody", named: "other") { $0.loss = .always } }
            if faulty {
                inject(town, named: "loss") {
                    $0.loss = Ratio(1, in: 3)
                    $0.duplicate = Ratio(1, in: 3)
                    $0.bandwidthBytesPerSecond = 10_000_000
                    $0.reordering = .init(share: Ratio(1, in: 3), delay: .exponential(mean: .milliseconds(3)))
                }
            }
            for number in 0..<20 { town.call("core:80", body: .value(Note("\(number)")), from: "caller-\(number)") }
            town.run(seconds: 2)
            return (town.simulation.trace.value, town.seen)
        }
        let first = run(1)
        #expect(run(1) == first)
        #expect(run(1, .bytes) == first)
        #expect(run(2).1 != first.1)
        #expect(run(1, others: true).1 == first.1)
        #expect(run(1, faulty: false).0 == run(2, faulty: false).0)
        #expect(run(1, faulty: false).0 != first.0)
    }

    @Test("that comes again under its name draws anew")
    func drawsAnew() {
        func losses(_ rounds: Int) -> [Int] {
            let town = makeTown()
            return (0..<rounds).map { _ in
                let fault = inject(town, .requests, named: "again") { $0.loss = Ratio(1, in: 2) }
                for number in 0..<64 { town.call("core:80", from: "caller-\(number)") }
                let begin = town.seen.count
                town.run(seconds: 2)
                town.network.remove(fault)
                return town.seen[begin...].count { $0.contains("did not answer") }
            }
        }
        let rounds = losses(4)
        #expect(Set(rounds).count > 1)
        #expect(losses(4) == rounds)
    }
}

/// Reads notes in the order they come.
private final class NoteReader: SimulatedEndpoint {
    private let town: Town
    private(set) var texts: [String] = []

    init(_ town: Town) { self.town = town }

    func receive(_ request: HTTPRequestHead, body: Payload, answer: AnswerToken) {
        texts.append((try? body.decode(as: Note.self).text) ?? "-")
        town.network.answer(answer, with: HTTPReply(.ok))
    }
}

/// Answers the first request of a call after 100 ms, and its copy at once with another status.
private final class SlowFirstBank: SimulatedEndpoint, AgendaHandler {
    enum Entry: UInt8, AgendaEntry { case answer }

    private let town: Town
    private var handler: HandlerID<Entry>!
    private var late: [AnswerToken] = []
    private var received = 0
    private(set) var answeredLate = 0

    init(_ town: Town) {
        self.town = town
        handler = town.simulation.register(self)
    }

    func receive(_ request: HTTPRequestHead, body: Payload, answer: AnswerToken) {
        received += 1
        guard received % 2 == 1 else { return town.network.answer(answer, with: HTTPReply(.created)) }
        late.append(answer)
        town.simulation.schedule(afterNanoseconds: 100_000_000, handler, .answer)
    }

    func fire(_ entry: Entry) {
        answeredLate += 1
        town.network.answer(late.removeFirst(), with: HTTPReply(.accepted))
    }
}

/// What a caller without a task was told.
final class Outcomes: ReplyReceiver {
    private(set) var all: [String] = []
    /// The answers' values of `Retry-After`.
    private(set) var waits: [String?] = []

    func receive(_ outcome: Result<HTTPReply, HTTPCallError>, of call: NumberedEntry) {
        switch outcome {
        case .success(let reply):
            all.append("\(call.number): \(reply.status.code)")
            waits.append(reply.headerFields[.retryAfter])
        case .failure(let error): all.append("\(call.number): \(error)")
        }
    }
}
