extension PollerConfiguration {
    /// What no single setting is wrong in: those that exclude each other, and those that would do nothing.
    package static let rules: [SettingRule<PollerConfiguration>] = rulesOfLoops + rulesOfTrouble + rulesOfDivision

    private static let usual = PollerConfiguration()

    private static let rulesOfLoops: [SettingRule<PollerConfiguration>] = [
        SettingRule("pacing", "shortest_loop_time") {
            guard $0.pacing != .adaptive, $0.shortestLoopTime != usual.shortestLoopTime else { return nil }
            return (
                "\($1("shortest_loop_time")) does nothing where \($1("pacing")) is not adaptive",
                "set that, or remove it"
            )
        },
        SettingRule("loop_time", "pacing", "shortest_loop_time") {
            guard $0.pacing == .adaptive, $0.shortestLoopTime >= $0.loopTime else { return nil }
            return (
                "\($1("shortest_loop_time")) is not shorter than \($1("loop_time")), and \($1("pacing")) adaptive has "
                    + "nothing to choose from", "set a shorter one"
            )
        },
        SettingRule("pacing", "overlap") {
            guard $0.pacing != .everyLoopTime, $0.overlap != .queue else { return nil }
            return (
                "\($1("overlap")) \($0.overlap) does nothing where \($1("pacing")) waits for the loop before",
                "set \($1("pacing")) to every_loop_time, or remove \($1("overlap"))"
            )
        },
    ]

    private static let rulesOfTrouble: [SettingRule<PollerConfiguration>] = [
        SettingRule("failed_call", "not_found", "back_off_first", "back_off_longest") {
            guard $0.failedCall != .backOff, $0.notFound != .backOff, $0.backOff != usual.backOff else { return nil }
            let name = $0.backOff.first != usual.backOff.first ? "back_off_first" : "back_off_longest"
            return (
                "\($1(name)) does nothing where neither \($1("failed_call")) nor \($1("not_found")) is back_off",
                "set one of them to back_off, or remove it"
            )
        },
        SettingRule("back_off_first", "back_off_longest") {
            guard $0.backOff.first > $0.backOff.longest else { return nil }
            return ("\($1("back_off_first")) is longer than \($1("back_off_longest"))", "make the first wait shorter")
        },
        SettingRule("circuit_breaker", "breaker_failures", "breaker_open_time", "breaker_probes") {
            guard $0.circuitBreaking == .none, $0.breaker != usual.breaker else { return nil }
            let name =
                $0.breaker.failures != usual.breaker.failures
                ? "breaker_failures"
                : $0.breaker.openTime != usual.breaker.openTime ? "breaker_open_time" : "breaker_probes"
            return (
                "\($1(name)) does nothing where \($1("circuit_breaker")) is none", "set that to per_host, or remove it"
            )
        },
    ]

    private static let rulesOfDivision: [SettingRule<PollerConfiguration>] = [
        SettingRule("replicas", "division") {
            guard $0.division != .none, $0.replicas == 1 else { return nil }
            return (
                "\($1("division")) \($0.division) divides nothing among one replica",
                "remove it, or set \($1("replicas")) to 2 or more"
            )
        },
        SettingRule("division", "lease_time") {
            guard $0.division != .lease, $0.leaseTime != usual.leaseTime else { return nil }
            return (
                "\($1("lease_time")) does nothing where \($1("division")) is not lease", "set that, or remove it"
            )
        },
        SettingRule("call_timeout", "division", "lease_time") {
            guard $0.division == .lease, $0.leaseTime * 2 <= $0.callTimeout * 3 else { return nil }
            return (
                "\($1("lease_time")) leaves no time for a call of \($1("call_timeout")) between two renewals",
                "make the lease longer than one and a half call_timeout"
            )
        },
    ]
}
