/// Which of several jobs that are ready at one instant goes first.
public enum SchedulePolicy: Sendable, Equatable {
    /// First come, first served: the faithful one.
    case fifo
    /// A seeded choice among all that is ready.
    case shuffle
}
