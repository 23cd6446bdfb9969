import Glibc

/// Calls of the Swift runtime that `Task`'s own interface makes too, without what that interface puts around them.
///
/// Looked up by name, since the compiler reserves the names for the standard library.
enum TaskRuntime {
    /// Finds them. Done before the first task of a simulation runs.
    static func find() {
        addHandler = unsafeBitCast(symbol("swift_task_addCancellationHandler"), to: AddHandler.self)
        removeHandler = unsafeBitCast(symbol("swift_task_removeCancellationHandler"), to: RemoveHandler.self)
        getCurrent = unsafeBitCast(symbol("swift_task_getCurrent"), to: GetCurrent.self)
        isCancelled = unsafeBitCast(symbol("swift_task_isCancelled"), to: IsCancelled.self)
        cancel = unsafeBitCast(symbol("swift_task_cancel"), to: Cancel.self)
        getNumber = unsafeBitCast(symbol("swift_task_getJobTaskId"), to: GetNumber.self)
    }

    /// The running task; nil outside of tasks.
    @inline(__always)
    static var current: UnsafeMutableRawPointer? { getCurrent.unsafelyUnwrapped() }

    @inline(__always)
    static func isCancelled(_ task: UnsafeMutableRawPointer) -> Bool { isCancelled.unsafelyUnwrapped(task) }

    /// The task must not have ended.
    static func cancel(_ task: UnsafeMutableRawPointer) { cancel.unsafelyUnwrapped(task) }

    /// Has the running task's cancellation call the closure that lies in two words at `closure`; at once, when it is
    /// cancelled already. The closure must stay until the record is taken down.
    @inline(__always)
    static func addCancellationHandler(at closure: UnsafeRawPointer) -> UnsafeRawPointer {
        let words = closure.assumingMemoryBound(to: (function: UnsafeRawPointer, context: UnsafeRawPointer).self)
        return addHandler.unsafelyUnwrapped(words.pointee.function, words.pointee.context)
    }

    /// Records come down in the reverse order of their setting up.
    @inline(__always)
    static func removeCancellationHandler(_ record: UnsafeRawPointer) { removeHandler.unsafelyUnwrapped(record) }

    static func number(of job: UnownedJob) -> UInt64 { getNumber.unsafelyUnwrapped(job) }

    private static func symbol(_ name: String) -> UnsafeMutableRawPointer {
        guard let symbol = dlsym(dlopen(nil, RTLD_NOW), name) else {
            fatalError("The Swift runtime hides \(name): link the standard library dynamically.")
        }
        return symbol
    }

    private typealias AddHandler =
        @convention(thin) (_ function: UnsafeRawPointer, _ context: UnsafeRawPointer) -> UnsafeRawPointer
    private typealias RemoveHandler = @convention(thin) (UnsafeRawPointer) -> Void
    private typealias GetCurrent = @convention(thin) () -> UnsafeMutableRawPointer?
    private typealias IsCancelled = @convention(thin) (UnsafeMutableRawPointer) -> Bool
    private typealias Cancel = @convention(thin) (UnsafeMutableRawPointer) -> Void
    private typealias GetNumber = @convention(thin) (UnownedJob) -> UInt64

    // Written once by `find`, under the lock of `GlobalPool.install`, before any simulation exists.
    @exclusivity(unchecked) nonisolated(unsafe) private static var addHandler: AddHandler?
    @exclusivity(unchecked) nonisolated(unsafe) private static var removeHandler: RemoveHandler?
    @exclusivity(unchecked) nonisolated(unsafe) private static var getCurrent: GetCurrent?
    @exclusivity(unchecked) nonisolated(unsafe) private static var isCancelled: IsCancelled?
    @exclusivity(unchecked) nonisolated(unsafe) private static var cancel: Cancel?
    @exclusivity(unchecked) nonisolated(unsafe) private static var getNumber: GetNumber?
}
