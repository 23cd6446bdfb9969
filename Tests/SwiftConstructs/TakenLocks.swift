import Glibc

/// A lock under which many may read, and which another thread has until the calling one lies still.
enum TakenLock {
    /// No instant that comes soon.
    static let deadline = timespec(tv_sec: 1_000_000_000, tv_nsec: 0)

    /// - Parameter take: takes the lock, and returns 0.
    static func with(_ take: (UnsafeMutablePointer<pthread_rwlock_t>) -> Int32) {
        nonisolated(unsafe) let lock = UnsafeMutablePointer<pthread_rwlock_t>.allocate(capacity: 1)
        pthread_rwlock_init(lock, nil)
        let caller = ThreadState.ofCaller()
        let (isTaken, isLetGo) = (Flag(), Flag())
        Elsewhere.thread.add {
            pthread_rwlock_wrlock(lock)
            isTaken.raise()
            caller.wait()
            pthread_rwlock_unlock(lock)
            isLetGo.raise()
        }
        isTaken.spin()
        precondition(take(lock) == 0, "The lock is had once the other thread has let go of it.")
        isLetGo.spin()
        pthread_rwlock_unlock(lock)
        pthread_rwlock_destroy(lock)
        lock.deallocate()
    }
}

/// A file that somebody has locked until the calling thread lies still.
enum LockedFile {
    /// - Parameter lock: locks the file, or lets go of it, and returns 0.
    static func with(_ lock: @escaping @Sendable (_ file: Int32, _ takes: Bool) -> Int32) {
        let path = "/tmp/swift-constructs-\(getpid())"
        let (first, second) = (open(path, O_RDWR | O_CREAT, 0o600), open(path, O_RDWR))
        unlink(path)
        precondition(lock(first, true) == 0, "A file of one's own is not locked.")
        Elsewhere.onceStill { _ = lock(first, false) }
        precondition(lock(second, true) == 0, "The file is had once the other one has let go of it.")
        for file in [first, second] { close(file) }
    }
}
