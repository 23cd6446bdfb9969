import Containers

/// What the loop touches on every step, in one block of memory outside of any object: no exclusivity checks, no
/// reference counts. Reached only through `Kernel`, by the thread that runs the simulation.
struct KernelState: ~Copyable {
    var now: Int64 = 0
    /// The process that whatever happens now belongs to; 0 is the world itself.
    var current: UInt32 = 0
    var isStopping = false
    /// Jobs, and agenda entries, after which the loop looks up from its work: whether to stop, and whether time passes.
    var jobsToNextLook: UInt64 = 0
    var eventsToNextLook: UInt64 = 0
    /// Agenda entries that fired.
    var events: UInt64 = 0
    /// Task jobs that ran.
    var jobs: UInt64 = 0
    /// Tells this simulation's tasks from those of others.
    var mark = JobMark.Mark()
    var trace = TraceHash()
    var agenda = Agenda()
    var ready = Ring<ReadyJob>(capacity: 256)
    var starts = TaskStarts()
    /// While a task is made: its first job is caught here instead of queued.
    var isMakingTask = false
    var firstJob: UnownedJob?
    /// Tasks whose work is done, the last one first to get new work.
    var idle: [UnownedJob] = []
    var nextStart: TaskStarts.Start?
    var waitingExecutor: WaitingExecutor?
    /// The slot of the wait that the running task suspends for; nil when it becomes idle.
    var suspending: UInt32?
    var waits = WaitTable()
    var cancellations = CancellationHandlers()
    var processes = ProcessTable()
    var timers = TimerTable()
    var journal: TraceJournal?
    var handlers = HandlerTable()
    var realClockSleeps: RealClockSleeps?
    /// A real clock was read, and it is not known yet whether by a sleep, which is told as such.
    var clockRead: DeterminismLeak?
    var jobOfClockRead: UInt64 = 0
    var lapse = ClockLapse()
    let leaks = LeakLog()
    var mainActor = MainActorPolicy.report
    var unstructured = UnstructuredTasks()
    /// Children of tasks that were met.
    var childrenMet = 0
    /// Calls of dead processes that one job has made, and how many jobs there were then.
    var refusals = (count: 0, jobs: 0 as UInt64)
    /// Tasks that have made such calls for ever, and are known for that.
    var endless: [UnsafeMutableRawPointer] = []
    /// What was ready when the world ended is run no more.
    var hasLeftJobs = false
    /// Tasks that yield and were among that.
    var leftYielding: [UnsafeMutableRawPointer] = []
    /// Watches for a job that reads a clock of the simulation for ever.
    var clockWatch = ClockWatch()
    /// Watches for a process that has ended and goes from one sleep on a real clock to the next.
    var restless = RestlessProcess()
    /// Watches for a job that takes long in real time.
    var jobWatch: JobWatch?
    /// Watches for a run that makes job after job while no time passes.
    var stall = StallWatch()
    /// When the loop looks up where nobody has asked it to before.
    var nextLook: (jobs: UInt64, events: UInt64) = (0, 0)
    /// Which of the simulations with its journal it is.
    var placeInJournal: UInt16 = 0
    /// Tasks from outside that code in here has resumed, and how often.
    var outsiders: [(task: UnsafeMutableRawPointer, resumptions: Int)] = []
}
