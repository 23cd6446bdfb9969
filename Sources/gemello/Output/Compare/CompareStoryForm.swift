import Experiments
import Observation

/// The fields of what changed for the payments of one pair: all life lines that differ.
struct CompareStoryForm: Encodable {
    private var seed, replication: UInt64
    private var sameFaults: Bool?
    private var joined, baseOnly, newOnly: Int
    private var lines: [LineForm]

    init(_ story: CompareResult.PairStory) {
        (seed, replication) = (story.pair.member.seed, story.pair.member.replication)
        sameFaults = story.hasSameFaults
        (joined, baseOnly, newOnly) = (story.lines.joined, story.lines.baseOnly, story.lines.newOnly)
        lines = story.lines.differences.map(LineForm.init)
    }

    private enum CodingKeys: String, CodingKey {
        case seed, replication, joined, lines
        case sameFaults = "same_faults"
        case baseOnly = "base_only"
        case newOnly = "new_only"
    }

    private struct LineForm: Encodable {
        var payment, newPayment, tenant: String
        var arrived, from: JSONNumber
        var fields: [String: FieldForm]

        init(_ difference: LifeLineComparison.Difference) {
            (payment, newPayment) = (difference.base.paymentID, difference.new.paymentID)
            tenant = difference.base.tenant
            arrived = JSONNumber(difference.base.arrived.map { Double($0) / 1e9 })
            from = JSONNumber(difference.instant.map { Double($0) / 1e9 })
            fields = Dictionary(difference.fields.map { ($0.name, FieldForm(base: $0.base, new: $0.new)) }) { $1 }
        }

        enum CodingKeys: String, CodingKey {
            case payment, tenant, fields
            case newPayment = "new_payment"
            case arrived = "arrived_s"
            case from = "from_s"
        }
    }

    private struct FieldForm: Encodable {
        var base, new: ValueForm

        init(base: LifeLineComparison.Field.Value, new: LifeLineComparison.Field.Value) {
            (self.base, self.new) = (ValueForm(value: base), ValueForm(value: new))
        }
    }

    /// Instants are in seconds of virtual time.
    private struct ValueForm: Encodable {
        var value: LifeLineComparison.Field.Value

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch value {
            case .instant(let nanoseconds): try container.encode(JSONNumber(nanoseconds.map { Double($0) / 1e9 }))
            case .word(let word): try container.encode(word)
            case .count(let count): try container.encode(count)
            }
        }
    }
}
