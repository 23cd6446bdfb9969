import LoanCounter
import SimulationTestKit
import Testing

@Suite struct LoanCounterTests {
    /// Two replicas read forty loans while one of them after the other crashes.
    private func count(_ commit: LoanCounter.Commit, in world: SimulatedWorld) throws {
        try world.addTopic("loans", partitions: 2)
        for number in 1...2 {
            Replica(named: "counter-\(number)", in: world) { process in
                LoanCounter(
                    try process.makeConsumer(LoanCounter.consumerSettings),
                    keepingIn: process.makeStore(bucket: "loans"), commit: commit)
            }.start()
        }
        world.start(named: "library") { process in
            let producer = try process.makeProducer(of: Loan.self)
            for number in 1...40 {
                let loan = Loan(id: "\(number)", reader: "reader-\(number % 7)")
                _ = try await producer.send(ProducerRecord(topic: "loans", key: RecordKey(loan.reader), value: loan))
                try await process.sleep(for: .milliseconds(250))
            }
        }
        let moment = Sampler(.uniform(.seconds(4), .seconds(11)))
        var chance = world.simulation.stream("crashes")
        for number in 1...2 {
            world.at(moment.sample(&chance)) {
                try world.inject(.crash("counter-\(number)", restart: .seconds(2)))
            }
        }
        try world.run(for: .seconds(120))
        #expect(world.store().objectCount(bucket: "loans") == 40)
    }

    @Test("Every loan is kept, whatever crashes")
    func everyLoanIsKept() async throws {
        try await simulate(seeds: 0..<100) { world in try count(.afterWork, in: world) }
    }

    @Test("Who commits before the work is done loses loans, and the kit finds a seed for it")
    func commitsBeforeWork() async throws {
        await withKnownIssue {
            try await simulate(seeds: 0..<100, SimulationOptions(keepsFailedSeeds: false)) { world in
                try count(.beforeWork, in: world)
            }
        }
    }

    @Test("SIGTERM ends a counter within a second")
    func shutdown() async throws {
        try await simulate(seeds: 0..<10) { world in
            try world.addTopic("loans")
            let counter = Replica(named: "counter-1", in: world) { process in
                LoanCounter(
                    try process.makeConsumer(LoanCounter.consumerSettings),
                    keepingIn: process.makeStore(bucket: "loans"))
            }
            counter.start()
            try world.run(for: .seconds(10))
            counter.terminate()
            try world.run(for: .seconds(1))
            #expect(counter.process == nil)
        }
    }
}
