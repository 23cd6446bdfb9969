import Testing

@testable import PaymentServices

@Suite("A poller is set by its environment")
struct PollerConfigurationTests {
    private func read(_ environment: [String: String]) throws -> PollerConfiguration {
        try PollerConfiguration(environment: environment)
    }

    private func error(_ environment: [String: String]) throws -> EnvironmentError {
        try #require(throws: EnvironmentError.self) { try read(environment) }
    }

    @Test("under the names of the public compose file, in seconds, with or without a scheme")
    func documentedNames() throws {
        let set = try read(["KSQLDB_SERVER": "http://ksqldb-server:8088/", "LOOP_TIME": "90", "PATH": "/bin"])
        #expect(set.ksqlAuthority == "ksqldb-server:8088")
        #expect(set.loopTime == .seconds(90))
        #expect(try read(["KSQLDB_SERVER": "ksqldb-server:8088"]).ksqlAuthority == "ksqldb-server:8088")
        #expect(try read(["LOOP_TIME": "1.5"]).loopTime == .milliseconds(1_500))
    }

    @Test("and without one it is as deployed")
    func defaults() throws {
        #expect("\(try read(["LOOP_TIME": ""]))" == "\(PollerConfiguration())")
    }

    @Test("in every setting, by the word that scenarios have for it")
    func everySetting() throws {
        let set = try read([
            "PACING": "every_loop_time", "JITTER": "full", "OVERLAP": "skip", "SELECTION": "all", "ROWS_MAX": "100",
            "ORDER": "fair_by_tenant", "CONCURRENCY": "8", "CALL_TIMEOUT": "5", "QUERY_TIMEOUT": "6",
            "ON_ERROR": "end_loop", "FAILED_CALL": "back_off", "NOT_FOUND": "give_up", "BACK_OFF_FIRST": "7",
            "BACK_OFF_LONGEST": "70", "RETRY_AFTER": "obey", "CIRCUIT_BREAKER": "per_host", "BREAKER_FAILURES": "9",
            "BREAKER_OPEN_TIME": "10", "BREAKER_PROBES": "2", "DIVISION": "lease", "REPLICAS": "3", "REPLICA": "2",
            "LEASE_TIME": "60",
        ])
        #expect(set.jitter == .full && set.overlap == .skip && set.selection == .all && set.rowsMax == 100)
        #expect(set.order == .fairByTenant && set.concurrency == 8 && set.onError == .endLoop)
        #expect(set.callTimeout == .seconds(5) && set.ksqlTimeout == .seconds(6))
        #expect(set.failedCall == .backOff && set.notFound == .giveUp && set.retryAfter == .obey)
        #expect(set.backOff == .init(first: .seconds(7), longest: .seconds(70)))
        #expect(set.circuitBreaking == .perHost)
        #expect(set.breaker == .init(failures: 9, openTime: .seconds(10), probes: 2))
        #expect(set.division == .lease && set.replicas == 3 && set.replica == 2 && set.leaseTime == .seconds(60))
        let adaptive = try read(["PACING": "adaptive", "SHORTEST_LOOP_TIME": "5"])
        #expect(adaptive.pacing == .adaptive && adaptive.shortestLoopTime == .seconds(5))
    }

    @Test(
        "and says which variable it cannot read, and what to write",
        arguments: [
            ("LOOP_TIME", "0", "seconds above 0"), ("LOOP_TIME", "90s", "seconds above 0"),
            ("LOOP_TIME", "nan", "seconds above 0"), ("LOOP_TIME", "1e30", "seconds above 0"),
            ("CONCURRENCY", "0", "from 1 to 1000"), ("ROWS_MAX", "0", "from 1 on"),
            ("SELECTION", "some", "one of due, all"), ("KSQLDB_SERVER", "https://ksqldb", "http://host:port"),
            ("KSQLDB_SERVER", "http://", "http://host:port"), ("REPLICA", "2", "from 1 to 1"),
        ])
    func unreadable(name: String, text: String, wayOut: String) throws {
        let error = try error([name: text])
        guard case .unreadable(name, text, _) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(error.description.contains(wayOut))
    }

    @Test("and refuses what would do nothing, by its variable")
    func idle() throws {
        let error = try error(["BREAKER_OPEN_TIME": "5"])
        #expect(error.description.hasPrefix("BREAKER_OPEN_TIME does nothing where CIRCUIT_BREAKER is none"))
        guard case .contradiction(let names, _, _) = error else { return }
        #expect(names.contains("BREAKER_OPEN_TIME"))
        #expect(try self.error(["DIVISION": "shares"]).description.contains("set REPLICAS to 2 or more"))
    }

    @Test("The fixed variant breaks no rule, and neither does the deployed one")
    func fixed() {
        for configuration in [PollerConfiguration.fixed, PollerConfiguration()] {
            for rule in PollerConfiguration.rules { #expect(rule.complaint(configuration) { $0 } == nil) }
        }
    }
}
