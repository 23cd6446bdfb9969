/// Who listens to a run beside its witness, and changes nothing in it.
///
/// Used by one thread.
protocol RunListener: AnyObject {
    /// Everything is there, and nothing has happened yet.
    func listen(to installation: Installation)
    /// The faults are there, and none has begun.
    func listen(to faults: FaultEngine)
    /// The run is over: nothing that happens from now on is part of it.
    func stop(listeningTo installation: Installation)
}
