/// What tells the replicas of a service apart in its consumer group (`group.instance.id`, KIP-345). A static member may
/// be away for up to its session, and its place stays its own.
public enum StaticMembership: Equatable, Sendable {
    /// Nothing: each start makes a new member.
    case none
    /// The name of the process, such as `payment-updater-1`.
    case processName
    /// This name with the number of the replica.
    case named(String)

    /// Of one replica; nil for a member that is not static.
    package func instanceID(ofProcess name: String, replica: Int) -> String? {
        switch self {
        case .none: nil
        case .processName: name
        case .named(let name): "\(name)-\(replica)"
        }
    }
}

extension StaticMembership: ScenarioScalar {
    static var expected: String { "false, true for the names of the processes, or a name that begins with a letter" }

    /// With a dash and a number behind it Kafka takes 249 characters.
    private static let nameMax = 240

    init(scalar: String) throws(ValueRefusal) {
        switch scalar {
        case "false": self = .none
        case "true": self = .processName
        default:
            let isLetter = { (character: UInt8) in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(character | 0x20)
            }
            let isLegal = scalar.utf8.allSatisfy { character in
                isLetter(character) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(character)
                    || [UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-")].contains(character)
            }
            guard let first = scalar.utf8.first, isLetter(first), isLegal, scalar.utf8.count <= Self.nameMax else {
                throw Self.refusal(of: scalar, "is no name of a member")
            }
            self = .named(scalar)
        }
    }

    var text: String {
        switch self {
        case .none: "false"
        case .processName: "true"
        case .named(let name): YAMLText.quoted(name)
        }
    }
}
