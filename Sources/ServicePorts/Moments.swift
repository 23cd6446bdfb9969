/// A place in a service's work that has a name: between something it has done and something it has not done yet.
///
/// Whoever listens can stop or end the service exactly there. In production nobody listens.
public struct Moment: Sendable {
    /// `service.place`, as it is written where a moment is chosen.
    public let name: StaticString
    /// What has been done by then, and what has not: one line for people.
    public let meaning: StaticString

    /// A moment by its name; declared once, beside the service that announces it.
    public init(_ name: StaticString, _ meaning: StaticString) {
        self.name = name
        self.meaning = meaning
    }
}

extension Moment: Hashable, CustomStringConvertible {
    /// Its name.
    public var description: String { name.description }

    private var text: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
    }

    /// By name.
    public static func == (left: Moment, right: Moment) -> Bool { left.text.elementsEqual(right.text) }
    /// By name.
    public func hash(into hasher: inout Hasher) { hasher.combine(bytes: UnsafeRawBufferPointer(text)) }
}

/// Hears which moments a service reaches. A class, so that to find nobody listening costs next to nothing.
public protocol MomentListener: AnyObject, Sendable {
    /// The service goes on when this returns.
    /// - Throws: `CancellationError` when the service ended meanwhile.
    func reached(_ moment: Moment) async throws
}

extension Surroundings {
    /// Tells the listener, if there is one, that the service has come this far.
    /// - Throws: `CancellationError` when the service ended meanwhile.
    @inlinable
    @inline(__always)
    public func announce(_ moment: Moment) async throws {
        guard let moments else { return }
        try await moments.reached(moment)
    }
}
