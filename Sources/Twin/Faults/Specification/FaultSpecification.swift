import VirtualTime

/// One entry of `faults:`: what befalls whom, when, for how long and how hard. A member is nil where the scenario says
/// nothing; the table of kinds (`FaultDefinition`) says which a kind takes and what stands for nil.
struct FaultSpecification: Equatable, Sendable {
    var kind: FaultKind
    /// A name or a pattern of the kind's target; of a link two of them, `a -> b`.
    var target: String?

    // When it begins, and how long it lasts.
    var at: Duration?
    var every: Duration?
    var during: FaultWindow?
    var rate: Rate?
    /// The name of a moment.
    var when: String?
    /// Which passage of the moment, from 1; nil for each.
    var occurrence: UInt64?
    var length: FaultTime?

    // How hard.
    var share: Ratio?
    var delay: FaultTime?
    var factor: Double?
    var restart: Duration?
    var between: Duration?
    var lifetime: Duration?
    var offset: SignedDuration?
    var drift: ClockDrift?
    var bandwidth: ByteRate?
    var direction: FaultDirection?
    var status: UInt64?
    var limit: Rate?
    var burst: UInt64?
    var method: CallMethod?
    var path: String?
    var replica: String?
    var age: Duration?
    var until: String?
    var atMost: Duration?
    var to: UInt64?

    init(_ kind: FaultKind, target: String? = nil) {
        self.kind = kind
        self.target = target
    }
}

extension FaultSpecification {
    /// In one line of YAML that reads back equal.
    var text: String {
        var parts = ["kind: \(kind.rawValue)"]
        for field in FaultField.all {
            if let value = field.text(self) { parts.append("\(field.name): \(value)") }
        }
        return "{" + parts.joined(separator: ", ") + "}"
    }
}
