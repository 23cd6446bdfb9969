/// The tasks that code inside a simulation has made by itself (`Task {}`, `Task.detached`): no process keeps books of
/// them, so the simulation does.
///
/// They are retained, since nobody says when one ends: those that have are let go of when twice as many have been met
/// as were left the last time.
struct UnstructuredTasks: ~Copyable {
    struct Entry {
        let task: UnsafeMutableRawPointer
        let origin: ProcessName
        /// Where the process started the task that made it, or made who made it.
        let site: CodeSite
    }

    /// Below this number a look is not worth it.
    private static let fewest = 64

    private var entries: [Entry?] = []
    private var free: [Int] = []
    private var nextLook = fewest

    var count: Int { entries.count - free.count }

    /// Tasks that have not ended, in the order of their places.
    var unfinished: [Entry] { entries.compactMap { $0 }.filter { !TaskLayout.isComplete($0.task) } }

    /// The place of a new one in these books.
    mutating func add(_ job: UnownedJob, made origin: ProcessName, at site: CodeSite) -> Int {
        if count >= nextLook { letGoOfEnded() }
        let object = unsafeBitCast(job, to: Unmanaged<AnyObject>.self).retain()
        let entry = Entry(task: object.toOpaque(), origin: origin, site: site)
        if let place = free.popLast() {
            precondition(entries[place] == nil, "A place in the books is that of one task.")
            entries[place] = entry
            return place
        }
        entries.append(entry)
        return entries.count - 1
    }

    /// Who has this place; nil when it has ended.
    func entry(at place: Int) -> Entry? { place < entries.count ? entries[place] : nil }

    /// The processes that have made tasks which have not ended.
    var makers: Set<UInt32> {
        Set(unfinished.compactMap { JobMark.identity(of: unsafeBitCast($0.task, to: UnownedJob.self))?.process })
    }

    /// Lets go of tasks that have ended.
    mutating func letGoOfEnded() {
        for (place, entry) in entries.enumerated() {
            guard let entry, TaskLayout.isComplete(entry.task) else { continue }
            entries[place] = nil
            free.append(place)
            Unmanaged<AnyObject>.fromOpaque(entry.task).release()
        }
        nextLook = max(Self.fewest, 2 * count)
    }

    /// Lets go of all, whether they have ended or not.
    mutating func letGo() {
        for case let entry? in entries { Unmanaged<AnyObject>.fromOpaque(entry.task).release() }
        (entries, free) = ([], [])
    }
}
