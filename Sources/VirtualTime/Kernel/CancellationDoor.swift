import Glibc

/// A closure the runtime can call when a task is cancelled, in the two words the runtime wants.
///
/// `withTaskCancellationHandler` builds a closure and an async frame for each use; a simulation suspends millions of times
/// a second, so the closure is built once for each slot of the wait table, and the record that names it is set up and
/// taken down with the two calls of the runtime that `withTaskCancellationHandler` itself makes.
struct CancellationDoor {
    private struct Closure { var call: () -> Void }

    private let closure: Closure

    init(_ call: @escaping () -> Void) { closure = Closure(call: call) }

    /// Sets the door up on the current task, or calls it at once when the task is already cancelled.
    @inline(__always)
    static func open(at door: UnsafeRawPointer) -> UnsafeRawPointer {
        let words = door.assumingMemoryBound(to: (function: UnsafeRawPointer, context: UnsafeRawPointer).self)
        return addCancellationHandler.unsafelyUnwrapped(words.pointee.function, words.pointee.context)
    }

    /// Takes it down again. Records come down in the reverse order of their setting up.
    @inline(__always)
    static func close(_ record: UnsafeRawPointer) { removeCancellationHandler.unsafelyUnwrapped(record) }

    /// Finds the two calls in the runtime. Called before the first task of a simulation runs.
    static func find() {
        let runtime = dlopen(nil, RTLD_NOW)
        guard let add = dlsym(runtime, "swift_task_addCancellationHandler"),
            let remove = dlsym(runtime, "swift_task_removeCancellationHandler")
        else { fatalError("This Swift runtime has no cancellation handlers.") }
        addCancellationHandler = unsafeBitCast(add, to: AddCancellationHandler.self)
        removeCancellationHandler = unsafeBitCast(remove, to: RemoveCancellationHandler.self)
    }
}

private typealias AddCancellationHandler =
    @convention(thin) (_ function: UnsafeRawPointer, _ context: UnsafeRawPointer) -> UnsafeRawPointer
private typealias RemoveCancellationHandler = @convention(thin) (UnsafeRawPointer) -> Void

// Written once under the lock of `GlobalPool.install`, before any simulation exists.
nonisolated(unsafe) private var addCancellationHandler: AddCancellationHandler?
nonisolated(unsafe) private var removeCancellationHandler: RemoveCancellationHandler?
