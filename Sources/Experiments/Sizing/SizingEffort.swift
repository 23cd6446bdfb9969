/// How sure an answer is to be, and how many runs that may take.
package struct SizingEffort: Sendable, Equatable {
    /// Of the whole answer, above 0 and below 1.
    package var confidence = 0.95
    /// Runs of each choice before anything is said of it, at least two.
    package var first = 5
    /// Runs of each choice at most.
    package var atMost = 40
    /// Whether every choice is run, whatever the first ones say.
    package var isExhaustive = false
    /// The least difference of the objective that matters, in its own unit; a twentieth of the best mean when nil.
    package var indifference: Double?

    package init() {}

    /// Where runs tell what is best, half of the error is left to the selection.
    var selectionConfidence: Double { (1 + confidence) / 2 }

    /// After how many runs a choice is judged: twice as many each time.
    var looks: [Int] {
        var looks = [min(first, atMost)]
        while let last = looks.last, last < atMost { looks.append(min(2 * last, atMost)) }
        return looks
    }
}
