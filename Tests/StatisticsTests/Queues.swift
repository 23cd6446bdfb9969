/// One server, or c of them, with Poisson arrivals and exponential service: how long customers stay, one after the
/// other. It begins in its steady state, so that each stay has the mean that theory gives.
struct Queue {
    let arrivals: Double
    let services: Double
    let servers: Int
    private var draws: Draws
    /// Of each server, how long it is still busy, ascending (Kiefer and Wolfowitz); of one server it is the wait of
    /// Lindley.
    private var busy: [Double]

    init(arrivals: Double, services: Double, servers: Int, draws: Draws) {
        (self.arrivals, self.services, self.servers, self.draws) = (arrivals, services, servers, draws)
        busy = Array(repeating: 0, count: servers)
        for _ in 0..<customersInTheSteadyState() { occupy() }
    }

    /// What the next customer waits.
    mutating func nextWait() -> Double {
        let wait = busy[0]
        occupy()
        letTimePass()
        return wait
    }

    /// How long the next customer waits and is served.
    mutating func nextStay() -> Double {
        let stay = occupy()
        letTimePass()
        return stay
    }

    private mutating func letTimePass() {
        let gap = draws.exponential(rate: arrivals)
        for server in 0..<servers { busy[server] = max(0, busy[server] - gap) }
    }

    @discardableResult private mutating func occupy() -> Double {
        let stay = busy[0] + draws.exponential(rate: services)
        var place = 0
        while place + 1 < servers, busy[place + 1] < stay {
            busy[place] = busy[place + 1]
            place += 1
        }
        busy[place] = stay
        return stay
    }

    private mutating func customersInTheSteadyState() -> Int {
        var left = draws.uniform() * (weightOfFree + weightOfBusy)
        var (customers, weight) = (0, 1.0)
        while left >= weight {
            left -= weight
            customers += 1
            weight *= offered / Double(min(customers, servers))
        }
        return customers
    }

    private var offered: Double { arrivals / services }

    /// Of all states with a free server, over the weight of the empty one.
    private var weightOfFree: Double {
        var (sum, weight) = (0.0, 1.0)
        for customers in 1...servers {
            sum += weight
            weight *= offered / Double(customers)
        }
        return sum
    }

    /// Of all states without a free server, over the weight of the empty one.
    private var weightOfBusy: Double {
        var weight = Double(servers) / (Double(servers) - offered)
        for customers in 1...servers { weight *= offered / Double(customers) }
        return weight
    }

    /// The mean stay that theory gives (Erlang's formula C).
    var meanStay: Double {
        weightOfBusy / (weightOfFree + weightOfBusy) / (services * (Double(servers) - offered)) + 1 / services
    }
}
