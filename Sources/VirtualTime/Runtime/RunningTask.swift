/// A task, to be known again while it runs.
package struct RunningTask: Equatable {
    private let task: UnsafeMutableRawPointer?

    /// The one that runs now.
    package static var current: RunningTask { RunningTask(task: TaskRuntime.current) }
}
