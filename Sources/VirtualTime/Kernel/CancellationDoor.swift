/// A closure the runtime can call when a task is cancelled.
///
/// `withTaskCancellationHandler` builds a closure and an async frame for each use; a simulation suspends millions of times
/// a second, so the closure is built once for each slot of the wait table, and the runtime is told where it lies.
struct CancellationDoor {
    private let call: () -> Void

    init(_ call: @escaping () -> Void) { self.call = call }
}
