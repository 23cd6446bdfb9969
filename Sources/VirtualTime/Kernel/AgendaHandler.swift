/// A state machine on the agenda: something that happens at an instant without a task of its own.
public protocol AgendaHandler: AnyObject {
    /// Called when an entry scheduled for this handler is due; `token` is what was given with it.
    func fire(_ token: UInt64)
}

/// A handler known to one simulation.
public struct HandlerID: Hashable, Sendable {
    let index: UInt16
}

/// A handler as the loop calls it: one virtual call, no reference counted. The simulation keeps door and handler alive.
class HandlerDoor {
    func fire(_ token: UInt64) { preconditionFailure("Every door leads to a handler.") }
}

final class DoorTo<Handler: AgendaHandler>: HandlerDoor {
    private let handler: Handler

    init(_ handler: Handler) { self.handler = handler }

    override func fire(_ token: UInt64) { handler.fire(token) }
}
