import VirtualTime

/// One entry of `faults:`: what befalls whom, when, for how long and how hard. A member is nil where the scenario says
/// nothing; the table of kinds (`FaultDefinition`) says which a kind takes and what stands for nil.
package struct FaultSpecification: Equatable, Sendable {
    package var kind: FaultKind
    /// A name or a pattern of the kind's target; of a link two of them, `a -> b`.
    package var target: String?

    // When it begins, and how long it lasts.
    package var at: Duration?
    package var every: Duration?
    package var during: FaultWindow?
    package var rate: Rate?
    /// The name of a moment.
    package var when: String?
    /// Which passage of the moment, from 1; nil for each.
    package var occurrence: UInt64?
    package var length: FaultTime?

    // How hard.
    package var share: Ratio?
    package var delay: FaultTime?
    package var factor: Double?
    package var restart: Duration?
    package var between: Duration?
    package var lifetime: Duration?
    package var offset: SignedDuration?
    package var drift: ClockDrift?
    package var bandwidth: ByteRate?
    package var direction: FaultDirection?
    package var status: UInt64?
    package var limit: Rate?
    package var burst: UInt64?
    package var method: CallMethod?
    package var path: String?
    package var replica: String?
    package var age: Duration?
    package var until: String?
    package var atMost: Duration?
    package var to: UInt64?

    package init(_ kind: FaultKind, target: String? = nil) {
        self.kind = kind
        self.target = target
    }
}

extension FaultSpecification {
    /// In one line of YAML that reads back equal.
    package var text: String {
        var parts = ["kind: \(kind.rawValue)"]
        for field in FaultField.all {
            if let value = field.text(self) { parts.append("\(field.name): \(value)") }
        }
        return "{" + parts.joined(separator: ", ") + "}"
    }
}
