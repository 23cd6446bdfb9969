import HTTPTypes
import PaymentModel
import ServicePorts
import Testing
import VirtualTime

@testable import World

@Suite("An intermediary")
struct IntermediaryTests {
    /// One that does what it is asked, without chance: what a test changes is what the test is about.
    private func bench(_ change: (inout IntermediarySettings) -> Void = { _ in }) -> WorldBench {
        WorldBench {
            var settings = IntermediarySettings()
            (settings.fails, settings.hangs, settings.refusesCreation) = (.never, .never, .never)
            (settings.losesPush, settings.pushesTwice, settings.pushesOutOfOrder) = (.never, .never, .never)
            settings.statusWaitsForBatch = .never
            settings.statusLag = .constant(.seconds(60))
            settings.pushDelay = .constant(.seconds(20))
            change(&settings)
            $0.intermediaries = [settings]
        }
    }

    private func id(_ number: Int) -> EntityID { EntityID(high: 0x1234, low: UInt64(number)) }

    private func status(_ bench: WorldBench, _ notice: NoticeCode) throws -> DebtPositionStatusAnswer {
        try bench.call(.get, "silfi.test", "/debt-positions/\(notice.iuv)").get().body.decode()
    }

    @Test(
        "What happens to a repeated IUD depends on the intermediary",
        arguments: [
            (RepeatedIUD.duplicateRefused, 409, 1), (.upsert, 201, 1), (.secondPosition, 201, 2),
        ])
    func repeatedIUD(mode: RepeatedIUD, status: Int, positions: Int) throws {
        let bench = bench { $0.repeatedIUD = mode }
        #expect(try bench.openPosition(id(1)).get().status == .created)
        #expect(try bench.openPosition(id(1)).get().status.code == status)
        #expect(bench.record.openings.count == positions)
        #expect(bench.record.openings.allSatisfy { $0.payment == id(1) })
    }

    @Test("Notices are valid and unique, also between intermediaries")
    func noticesAreUnique() throws {
        let bench = bench()
        let notices = try (0..<300).map { try bench.notice(id($0)) }
        #expect(Set(notices).count == 300)
        #expect(notices.allSatisfy { NoticeNumber.isValid($0.description) })
        #expect(NoticeCode(segregationCode: 1, base: 0) != NoticeCode(segregationCode: 0, base: 0))
    }

    @Test("The status turns to paid one lag after the money moved, with the instant of the payment")
    func statusLag() throws {
        let bench = bench()
        let notice = try bench.notice(id(1))
        #expect(try status(bench, notice).status == .unpaid)
        let paidAt = bench.simulation.now
        #expect(bench.world.payAtCounter(notice) == nil)
        let asked = try bench.start(.get, "silfi.test", "/debt-positions/\(notice.iuv)")
        bench.run(for: .seconds(30))
        let early: DebtPositionStatusAnswer = try #require(bench.outcome(asked)).get().body.decode()
        #expect(early.status == .unpaid)
        bench.run(for: .seconds(31))
        let late = try status(bench, notice)
        #expect(late.status == .paid)
        #expect(late.paidAt == bench.world.calendar.timestamp(at: paidAt))
        #expect(late.transactionID?.isEmpty == false)
    }

    @Test("A receipt exists once the payment shows, a notice from the beginning; both name the notice")
    func documents() throws {
        let bench = bench()
        let notice = try bench.notice(id(1))
        let path = "/debt-positions/\(notice.iuv)"
        let paper: PaymentDocument = try bench.call(.get, "silfi.test", path + "/notice").get().body.decode()
        #expect(paper == PaymentDocument(kind: .notice, notice: notice, amount: EuroCents(cents: 4_210)))
        #expect(try bench.call(.get, "silfi.test", path + "/receipt").get().status == .notFound)
        _ = bench.world.payAtCounter(notice)
        bench.run(for: .seconds(61))
        let receipt: PaymentDocument = try bench.call(.get, "silfi.test", path + "/receipt").get().body.decode()
        #expect(receipt.kind == .receipt && receipt.notice == notice)
    }

    @Test(
        "What it does not know it refuses",
        arguments: [
            (HTTPRequest.Method.get, "/debt-positions/01000000000000099"), (.get, "/debt-positions/x"),
            (.get, "/portal/00000000-0000-4000-8000-000000000000"), (.delete, "/debt-positions"), (.get, "/else"),
        ])
    func unknownThings(method: HTTPRequest.Method, path: String) throws {
        #expect(try bench().call(method, "silfi.test", path).get().status == .notFound)
    }

    @Test("A query and doubled slashes do not change what a path names, a fourth segment does")
    func pathsAreRead() throws {
        let bench = bench()
        let notice = try bench.notice(id(1))
        for path in ["/debt-positions/\(notice.iuv)?detail=/notice", "//debt-positions//\(notice.iuv)/"] {
            let answer: DebtPositionStatusAnswer = try bench.call(.get, "silfi.test", path).get().body.decode()
            #expect(answer.status == .unpaid)
        }
        let longer = "/debt-positions/\(notice.iuv)/notice/again"
        #expect(try bench.call(.get, "silfi.test", longer).get().status == .notFound)
    }

    @Test("An IUD that is no payment's and a body that is no request are refused")
    func malformedCreation() throws {
        let bench = bench()
        let request = DebtPositionRequest(
            iud: "not-hexadecimal", creditorTaxCode: "00000000000", amount: EuroCents(cents: 1), reason: "r",
            debtorTaxCode: "x", debtorName: "x", dueAt: nil)
        let answer = try bench.call(.post, "silfi.test", "/debt-positions", .value(request)).get()
        #expect(answer.status == .unprocessableContent)
        #expect(try bench.call(.post, "silfi.test", "/debt-positions", .bytes([1])).get().status == .badRequest)
        #expect(bench.record.openings.isEmpty)
    }

    @Test("Errors come at their rates: 5xx, business refusals, and no answer at all")
    func errorRates() throws {
        let bench = bench {
            $0.fails = Ratio(1, in: 100)
            $0.hangs = Ratio(5, in: 1000)
            $0.refusesCreation = Ratio(3, in: 1000)
        }
        var (failed, refused, silent) = (0, 0, 0)
        for number in 0..<20_000 {
            switch try bench.openPosition(id(number)) {
            case .success(let reply):
                if reply.status == .internalServerError { failed += 1 }
                if reply.status == .unprocessableContent { refused += 1 }
            case .failure: silent += 1
            }
        }
        #expect(abs(failed - 200) < 57)
        #expect(abs(refused - 60) < 31)
        #expect(abs(silent - 100) < 40)
    }

    @Test("A call that is never answered may have done its work all the same", arguments: [true, false])
    func hangingCreation(acts: Bool) throws {
        let bench = bench {
            $0.hangs = .always
            $0.actsWhenHanging = acts ? .always : .never
        }
        let outcome = try bench.openPosition(id(1))
        #expect(throws: HTTPCallError.self) { try outcome.get() }
        #expect(bench.record.openings.count == (acts ? 1 : 0))
    }

    @Test("Pushes are doubled and lost at their rates, and come after their delay")
    func pushRates() throws {
        let bench = bench {
            $0.pushesTwice = Ratio(2, in: 100)
            $0.losesPush = Ratio(5, in: 1000)
        }
        let platform = FakePlatform(network: bench.network, world: bench.world)
        let notices = try (0..<10_000).map { try bench.notice(id($0)) }
        let paidAt = bench.simulation.now
        for notice in notices { _ = bench.world.payAtCounter(notice) }
        bench.simulation.run()
        #expect(bench.record.pushes.allSatisfy { $0 == 200 })
        // 10,000 x 0.995 x 1.02 = 10,149 pushes, less or more four standard errors.
        #expect(abs(bench.record.pushes.count - 10_149) < 64)
        let first = try #require(bench.record.pushInstants.first)
        #expect(paidAt.duration(to: first) >= .seconds(20))
        #expect(platform.pushes == bench.record.pushes.count)
    }

    @Test("A push that brings no success is tried again, four times in all")
    func pushRetries() throws {
        let bench = bench()
        let platform = FakePlatform(network: bench.network, world: bench.world)
        platform.answersPushes = false
        _ = bench.world.payAtCounter(try bench.notice(id(1)))
        bench.simulation.run()
        #expect(bench.record.pushes == [503, 503, 503, 503])
    }

    @Test("One that does not push tells nobody")
    func silentIntermediary() throws {
        let bench = bench { $0.pushesOutcomes = false }
        _ = bench.world.payAtCounter(try bench.notice(id(1)))
        bench.simulation.run()
        #expect(bench.record.movements.count == 1 && bench.record.pushes.isEmpty)
    }

    @Test("Pushes overtake each other when they are told to")
    func pushesOutOfOrder() {
        var settings = IntermediarySettings()
        settings.pushDelay = .constant(.seconds(20))
        (settings.losesPush, settings.pushesTwice, settings.pushesOutOfOrder) = (.never, .never, .always)
        settings.overtakenBy = .constant(.seconds(90))
        var stream = RandomStream(seed: 1, name: "pushes", replication: 0)
        let plan = PushPlan.draw(settings, IntermediaryHabits(settings), &stream)
        #expect(plan == PushPlan(delaysNanoseconds: [110_000_000_000]))
    }

    @Test("What was paid long ago is archived: positions in full follow the open ones")
    func memoryFollowsOpenPositions() throws {
        let bench = bench { $0.keepsPaidFor = .seconds(3600) }
        for number in 0..<1000 {
            _ = bench.world.payAtCounter(try bench.notice(id(number)))
            bench.run(for: .seconds(36))
        }
        #expect(bench.intermediary.positionsOpened == 1000)
        #expect(bench.intermediary.positionsKept < 110)
    }
}
