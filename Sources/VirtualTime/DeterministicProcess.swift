import Glibc

/// The two things about a program that must be settled before it starts, and so by starting it again.
public enum DeterministicProcess {
    private static let hashing = "SWIFT_DETERMINISTIC_HASHING"
    private static let allocator = "GLIBC_TUNABLES"
    /// Task blocks go back to a list of their own size instead of being merged and split again: measured on Glibc 2.36,
    /// up to a quarter less CPU time where many short tasks are made.
    private static let keepBlocks = "glibc.malloc.tcache_count=60000"
    private static let largePages = "glibc.malloc.hugetlb=1"

    /// Whether `Dictionary` and `Set` hash with the same seed on every start.
    public static var hashesDeterministically: Bool { getenv(hashing) != nil }

    /// Starts this program again in the same process, with fixed hash seeds and an allocator that suits short tasks,
    /// unless it was. Call it first in `main`, before any thread or file is opened: what was done before is done twice.
    ///
    /// Returns when nothing needs doing, or when the system refuses the start; then only speed and the order of
    /// unordered collections, which nothing should depend on, are lost.
    public static func reexecuteIfNeeded() {
        let tunables = getenv(allocator).map { String(cString: $0) }
        let wantsTunables = tunables == nil
        guard wantsTunables || !hashesDeterministically else { return }
        setenv(hashing, "1", 1)
        if wantsTunables { setenv(allocator, "\(keepBlocks):\(largePages)", 1) }
        var path = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink("/proc/self/exe", &path, path.count - 1)
        guard length > 0 else { return }
        execv(path, CommandLine.unsafeArgv)
    }
}
