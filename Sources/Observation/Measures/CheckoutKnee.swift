/// Where a load ramp bends: the highest rate of carts, over one minute, below the first rate at which carts are refused
/// for want of capacity. Without such refusals it is the highest rate seen: the knee lies above.
struct CheckoutKnee: Sendable {
    private var minute: Int64 = -1
    private var asked = 0
    private var hadRefusal = false
    private var highestClean = 0
    private var lowestRefused = Int.max

    mutating func asked(at nanoseconds: Int64) {
        let now = nanoseconds / 60_000_000_000
        if now != minute {
            close()
            (minute, asked, hadRefusal) = (now, 0, false)
        }
        asked += 1
    }

    mutating func refusedForCapacity() { hadRefusal = true }

    private mutating func close() {
        if hadRefusal { lowestRefused = min(lowestRefused, asked) } else { highestClean = max(highestClean, asked) }
    }

    /// Carts per second.
    func kneePerSecond() -> Double {
        var last = self
        last.close()
        return Double(min(last.highestClean, max(last.lowestRefused - 1, 0))) / 60
    }
}
