import Glibc

/// The process-wide hooks of the Swift runtime through which every job bound for the global pool passes.
///
/// While a thread runs a simulation, every job enqueued on it comes back to that simulation's own queue; other threads
/// are not touched.
enum GlobalPool {
    private typealias Original = @convention(thin) (UnownedJob) -> Void
    private typealias Hook = @convention(thin) (UnownedJob, Original) -> Void

    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        guard let symbol = dlsym(dlopen(nil, RTLD_NOW), "swift_task_enqueueGlobal_hook") else {
            fatalError("The Swift runtime hides swift_task_enqueueGlobal_hook: link the standard library dynamically.")
        }
        symbol.assumingMemoryBound(to: Hook?.self).pointee = { job, original in
            guard let current = pthread_getspecific(GlobalPool.key) else { return original(job) }
            Unmanaged<Simulation>.fromOpaque(current)._withUnsafeGuaranteedRef { $0.enqueue(job) }
        }
        return key
    }()

    /// Runs `body` with this thread's jobs bound for `simulation`.
    static func capturing<Result>(into simulation: Simulation, _ body: () throws -> Result) rethrows -> Result {
        let previous = pthread_getspecific(key)
        pthread_setspecific(key, Unmanaged.passUnretained(simulation).toOpaque())
        defer { pthread_setspecific(key, previous) }
        return try body()
    }
}

@_silgen_name("swift_task_addCancellationHandler")
func addCancellationHandler(_ handler: () -> Void) -> UnsafeRawPointer

@_silgen_name("swift_task_removeCancellationHandler")
func removeCancellationHandler(_ record: UnsafeRawPointer)
