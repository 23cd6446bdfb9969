/// Turns a distribution's tail round.
enum TailInversion {
    /// The number from nought up beyond which `share` of a distribution lies, to the last bits that its tail tells.
    ///
    /// The Illinois method (Dowell and Jarratt, "A modified regula falsi method for computing the root of an equation",
    /// 1971), with a halving now and then, so that it ends on the flattest tail.
    /// - Parameter upperTail: the share beyond a number; falls.
    static func point(beyondWhichLies share: Double, _ upperTail: (Double) -> Double) -> Double {
        var (low, high) = (0.0, 2.0)
        var (atLow, atHigh) = (upperTail(low) - share, upperTail(high) - share)
        while atHigh > 0 {
            (low, atLow, high) = (high, atHigh, 2 * high)
            atHigh = upperTail(high) - share
        }
        var (step, wasLow) = (0, nil as Bool?)
        while true {
            step += 1
            var middle = low + (high - low) * (atLow / (atLow - atHigh))
            if step.isMultiple(of: 4) || middle <= low || middle >= high { middle = low + (high - low) / 2 }
            if middle <= low || middle >= high { return middle }
            let found = upperTail(middle) - share
            if found == 0 { return middle }
            // The end that stays a second time weighs half, so that it moves as well.
            if found > 0 {
                if wasLow == true { atHigh /= 2 }
                (low, atLow, wasLow) = (middle, found, true)
            } else {
                if wasLow == false { atLow /= 2 }
                (high, atHigh, wasLow) = (middle, found, false)
            }
        }
    }
}
