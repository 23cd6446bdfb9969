import ServicePorts

/// Values that are copied far more often than changed, behind one reference: a copy costs one retain, and their digest
/// is worked out once.
final class Shared<Values: Digestible & Equatable & Sendable>: Sendable {
    let values: Values
    let ownDigest: UInt64

    init(_ values: Values) {
        self.values = values
        ownDigest = WireDigest.of(values)
    }
}

extension Shared: Equatable {
    /// Equal values; one object is found equal without a look at them.
    static func == (a: Shared, b: Shared) -> Bool { a === b || a.values == b.values }
}
