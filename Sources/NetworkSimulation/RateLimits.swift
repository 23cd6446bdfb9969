import VirtualTime

extension HostFaults {
    /// So many requests in a period: as a bucket of tokens that fills evenly, with at most `burst` at once, or anew in
    /// each period by the clock.
    public struct RateLimit: Sendable, Equatable {
        /// Requests let through in one `period`.
        public var requests: Int64
        /// How long a full bucket's worth of requests lasts; of a fixed window, the window.
        public var period: Duration
        /// Requests let through at once after a quiet time; of no meaning in a fixed window.
        public var burst: Int64
        /// Set for fixed windows, each of which lets its `requests` through as fast as they come and refuses the rest
        /// until it ends: how long before the start of virtual time one of them began. Nil for a bucket.
        public var windowBegan: Duration?

        /// All three must be greater than zero; others are refused where they are to hold.
        public init(_ requests: Int64, per period: Duration = .seconds(1), burst: Int64 = 1) {
            self.requests = requests
            self.period = period
            self.burst = burst
        }

        /// Fixed windows of `period`, such as a quota for each day.
        /// - Parameter began: how long before the start of virtual time a window began; less than `period`.
        public static func fixedWindow(_ requests: Int64, per period: Duration, began: Duration = .zero) -> RateLimit {
            var limit = RateLimit(requests, per: period)
            limit.windowBegan = began
            return limit
        }

        /// Why nothing can be limited like this, and the way out; nil where it can.
        package var defect: String? {
            if requests < 1 || burst < 1 {
                return "it lets nothing through; give it 1 request or more, and a burst of 1"
            }
            if period <= .zero { return "a period of \(period.told) is no time; give it more than 0 s" }
            guard let windowBegan, windowBegan < .zero || windowBegan >= period else { return nil }
            return "the window that holds at the start began within a period of \(period.told); give it from 0 s on"
        }
    }
}

/// What is left of a rate limit.
enum RateLimiter {
    case bucket(TokenBucket)
    case window(FixedWindow)

    init(_ limit: HostFaults.RateLimit) {
        precondition(limit.defect == nil, "A rate limit lets something through, and its window began within a period.")
        self = limit.windowBegan.map { .window(FixedWindow(limit, began: $0)) } ?? .bucket(TokenBucket(limit))
    }

    /// Lets one request through. Returns nil, or how long it is until one will be.
    mutating func take(at nowNanoseconds: Int64) -> Int64? {
        switch self {
        case .bucket(var bucket):
            defer { self = .bucket(bucket) }
            return bucket.take(at: nowNanoseconds)
        case .window(var window):
            defer { self = .window(window) }
            return window.take(at: nowNanoseconds)
        }
    }
}

/// A bucket of tokens that fills evenly, kept as the instant at which it will be full (the generic cell rate
/// algorithm).
struct TokenBucket {
    private let intervalNanoseconds: Int64
    private let depthNanoseconds: Int64
    private var fullAtNanoseconds: Int64 = 0

    init(_ limit: HostFaults.RateLimit) {
        intervalNanoseconds = max(limit.period.wholeNanoseconds / limit.requests, 1)
        depthNanoseconds = intervalNanoseconds * limit.burst
    }

    /// Takes a token. Returns nil, or how long it is until there will be one.
    mutating func take(at nowNanoseconds: Int64) -> Int64? {
        let full = max(fullAtNanoseconds, nowNanoseconds) + intervalNanoseconds
        guard full - nowNanoseconds <= depthNanoseconds else { return full - nowNanoseconds - depthNanoseconds }
        fullAtNanoseconds = full
        return nil
    }
}

/// A count that begins anew in each period.
struct FixedWindow {
    private let requests: Int64
    private let periodNanoseconds: Int64
    private let beganNanoseconds: Int64
    private var number: Int64 = -1
    private var taken: Int64 = 0

    init(_ limit: HostFaults.RateLimit, began: Duration) {
        requests = limit.requests
        periodNanoseconds = limit.period.wholeNanoseconds
        beganNanoseconds = began.wholeNanoseconds
    }

    /// Takes one of the window's requests. Returns nil, or how long it is until the next window.
    mutating func take(at nowNanoseconds: Int64) -> Int64? {
        let (current, elapsed) = (nowNanoseconds + beganNanoseconds).quotientAndRemainder(dividingBy: periodNanoseconds)
        if current != number { (number, taken) = (current, 0) }
        guard taken < requests else { return periodNanoseconds - elapsed }
        taken += 1
        return nil
    }
}
