/// An answer that one part of the simulation gives and one suspended call of a process waits for.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
public final class Reply<Value: Sendable>: @unchecked Sendable {
    private enum State {
        case open
        case awaited(Waiter)
        case answered(Result<Value, any Error>)
        case taken
    }

    private let process: SimulatedProcess
    private var state = State.open

    /// A reply that nobody has answered yet, for a call of `process`.
    public init(to process: SimulatedProcess) { self.process = process }

    /// Gives the answer; the first one counts. Returns false when one was given before, or nobody can take it any more.
    @discardableResult
    public func answer(_ result: Result<Value, any Error>) -> Bool {
        switch state {
        case .open: state = .answered(result)
        case .awaited(let waiter):
            state = .answered(result)
            process.simulation.wake(waiter)
        case .answered, .taken: return false
        }
        return true
    }

    /// Waits for the answer. One caller, once.
    /// - Throws: the answer's error; `CancellationError` as soon as the task is cancelled or the process crashes.
    public func get() async throws -> Value {
        if case .open = state {
            do { try await process.suspend { state = .awaited($0) } } catch {
                state = .taken
                throw error
            }
        }
        guard case .answered(let result) = state else {
            let trap = "A reply is taken once."
            process.simulation.refuse("get()", "the reply was taken before; take it once", orTrap: trap)
            throw CancellationError()
        }
        state = .taken
        return try result.get()
    }
}
