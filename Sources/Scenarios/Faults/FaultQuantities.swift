import VirtualTime

// What lies between two values of a fault.

extension FaultTime: ScenarioQuantity {
    static func span(from low: FaultTime, to high: FaultTime) -> QuantitySpan? {
        guard let low = low.fixed, let high = high.fixed else { return nil }
        return Duration.span(from: low, to: high)
    }
}

extension SignedDuration: ScenarioQuantity {
    static func span(from low: SignedDuration, to high: SignedDuration) -> QuantitySpan? {
        .whole(low.duration.wholeNanoseconds, high.duration.wholeNanoseconds) {
            SignedDuration(.nanoseconds($0)).text
        }
    }
}

extension ClockDrift: ScenarioQuantity {
    static func span(from low: ClockDrift, to high: ClockDrift) -> QuantitySpan? {
        .whole(low.partsPerMillion, high.partsPerMillion) { ClockDrift(partsPerMillion: $0).text }
    }
}

extension ByteRate: ScenarioQuantity {
    static func span(from low: ByteRate, to high: ByteRate) -> QuantitySpan? {
        .whole(low.bytesPerSecond, high.bytesPerSecond) { ByteRate(bytesPerSecond: $0).text }
    }
}
