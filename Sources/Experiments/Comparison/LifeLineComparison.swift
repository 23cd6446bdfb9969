import Observation

/// The life lines of two runs of one seed, citizen by citizen.
///
/// Who comes when is drawn apart from everything that services do, so that a citizen is known by the instant and the
/// tenant on both sides, whatever ids the payment was given; a second payment of the same arrival by its order.
package struct LifeLineComparison: Sendable, Equatable {
    /// Something of a line that differs.
    package struct Field: Sendable, Equatable {
        /// What a line says of it.
        package enum Value: Sendable, Equatable {
            /// Nanoseconds of virtual time; nil where it has not come to it.
            case instant(Int64?)
            /// A text, such as a status.
            case word(String)
            /// How often something happened.
            case count(Int)
        }

        /// Of the field.
        package let name: String
        /// What it is on either side.
        package let base, new: Value

        /// A field that differs.
        package init(name: String, base: Value, new: Value) {
            self.name = name
            self.base = base
            self.new = new
        }

        /// The first instant at which the sides are not the same; nil of what has no instant.
        fileprivate var instant: Int64? {
            guard case .instant(let base) = base, case .instant(let new) = new else { return nil }
            return [base, new].compactMap(\.self).min()
        }
    }

    /// The lines of one citizen, which differ.
    package struct Difference: Sendable, Equatable {
        /// The same citizen on either side.
        package let base, new: PaymentLifeLine
        /// In the order of a life; at least one.
        package let fields: [Field]

        /// From when on they differ, nanoseconds of virtual time; nil where only what has no instant does.
        package var instant: Int64? { fields.compactMap(\.instant).min() }

        /// The field that differs first.
        package var first: Field {
            guard let instant, let field = fields.first(where: { $0.instant == instant }) else { return fields[0] }
            return field
        }
    }

    /// How many citizens are on both sides.
    package let joined: Int
    /// How many lines the base alone has.
    package let baseOnly: Int
    /// How many lines the new side alone has.
    package let newOnly: Int
    /// From the first instant on; those without one last, in the order of arrival.
    package let differences: [Difference]

    private struct Citizen: Hashable {
        var arrived: Int64?
        var tenant: String
        /// Empty of one whose arrival is known.
        var payment: String
        /// Among those of one arrival.
        var number: Int
    }

    /// - Parameters:
    ///   - base: in order of the payments' first events, as they are stored.
    ///   - new: likewise.
    package init(base: [PaymentLifeLine], new: [PaymentLifeLine]) {
        let (ours, theirs) = (Self.byCitizen(base), Self.byCitizen(new))
        let partners = Dictionary(uniqueKeysWithValues: theirs.map { ($0.0, $0.1) })
        let pairs = ours.compactMap { citizen, line in partners[citizen].map { (line, $0) } }
        joined = pairs.count
        baseOnly = base.count - pairs.count
        newOnly = new.count - pairs.count
        let found = pairs.compactMap { base, new -> Difference? in
            let fields = Self.fields(base, new)
            return fields.isEmpty ? nil : Difference(base: base, new: new, fields: fields)
        }
        differences = found.sorted { Self.key($0) < Self.key($1) }
    }

    private static func key(_ difference: Difference) -> (Int64, Int64, String) {
        (difference.instant ?? .max, difference.base.arrived ?? .max, difference.base.paymentID)
    }

    private static func byCitizen(_ lines: [PaymentLifeLine]) -> [(Citizen, PaymentLifeLine)] {
        var counts: [Citizen: Int] = [:]
        return lines.map { line in
            var citizen = Citizen(
                arrived: line.arrived, tenant: line.tenant, payment: line.arrived == nil ? line.paymentID : "",
                number: 0)
            let number = counts[citizen, default: 0]
            counts[citizen] = number + 1
            citizen.number = number
            return (citizen, line)
        }
    }

    private static func fields(_ base: PaymentLifeLine, _ new: PaymentLifeLine) -> [Field] {
        let instants = PaymentLifeLine.stations.map { station in
            Field(
                name: station.word, base: .instant(base[keyPath: station.path]),
                new: .instant(new[keyPath: station.path]))
        }
        let others = [
            Field(name: "channel", base: .word(base.channel), new: .word(new.channel)),
            Field(name: "status", base: .word(base.status), new: .word(new.status)),
            Field(name: "checks", base: .count(base.checks), new: .count(new.checks)),
        ]
        return (instants + others).filter { $0.base != $0.new }
    }
}
