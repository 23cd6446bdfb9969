/// A state machine on the agenda: something that happens at an instant without a task of its own.
public protocol AgendaHandler: AnyObject {
    /// Called when an entry scheduled for this handler is due; `token` is what was given with it.
    func fire(_ token: UInt64)
}

/// A handler known to one simulation.
public struct HandlerID: Hashable, Sendable {
    let index: UInt16
}

/// Names one cancellable agenda entry.
public struct AgendaTicket: Hashable, Sendable {
    let slot: UInt32
    let generation: UInt32
}
