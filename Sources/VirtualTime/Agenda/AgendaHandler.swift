/// A state machine on the agenda: something that happens at an instant without a task of its own.
public protocol AgendaHandler<Entry>: AnyObject {
    /// What the handler schedules and is called with.
    associatedtype Entry: AgendaEntry

    /// Called when an entry is due.
    func fire(_ entry: Entry)

    /// Called by the agenda when the entry kept as `word` is due. Handlers do not write it: it is here so that it is
    /// compiled where both the handler and its entries are known.
    func fire(word: UInt64)
}

extension AgendaHandler {
    /// Decodes the entry and calls `fire(_:)` with it.
    @inlinable
    public func fire(word: UInt64) { fire(Entry(word: word)) }
}

/// A handler known to one simulation, and what it is called with.
@frozen public struct HandlerID<Entry: AgendaEntry>: Hashable, Sendable {
    @usableFromInline let index: UInt16

    init(index: UInt16) { self.index = index }
}

/// A handler of any type, as the loop calls it: one virtual call, no reference counted. The simulation keeps both.
class AnyHandler {
    func fire(_ word: UInt64) { preconditionFailure("Every handler is one of some type.") }
}

final class TypedHandler<Handler: AgendaHandler>: AnyHandler {
    private let handler: Handler

    init(_ handler: Handler) { self.handler = handler }

    override func fire(_ word: UInt64) { handler.fire(word: word) }
}
