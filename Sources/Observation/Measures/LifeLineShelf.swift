/// Life lines of a bounded number of payments, spread evenly over the run: of every payment at first, and each time the
/// shelf is full of every second one of those kept so far.
struct LifeLineShelf: Sendable {
    private let capacity: Int
    private var stride: UInt64 = 1
    private var kept: [(number: UInt64, line: PaymentLifeLine)] = []

    init(capacity: Int) { self.capacity = capacity }

    /// - Parameter number: of the payment in order of its first event, from 0.
    func takes(_ number: UInt64) -> Bool { capacity > 0 && number % stride == 0 }

    /// Keeps the line of a payment that the shelf takes.
    mutating func add(_ number: UInt64, _ line: PaymentLifeLine) {
        guard takes(number) else { return }
        kept.append((number, line))
        while kept.count > capacity {
            stride *= 2
            kept.removeAll { $0.number % stride != 0 }
        }
    }

    /// In order of the payments' first events.
    var lines: [PaymentLifeLine] { kept.sorted { $0.number < $1.number }.map(\.line) }
}
