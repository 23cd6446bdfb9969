import Observation
import PaymentModel
import PaymentServices
import ServicePorts

/// Which stories something belongs to, by the ids that it names: one bit for each story.
struct StoryKeys {
    /// How many stories can be told at once.
    static let storiesMax = UInt64.bitWidth
    private static let iuvs: UInt64 = 100_000_000_000_000_000

    private var ids: [EntityID: UInt64] = [:]
    /// By the seventeen digits of the IUV.
    private var notices: [UInt64: UInt64] = [:]

    init(_ subjects: [StorySubject]) {
        precondition(subjects.count <= Self.storiesMax, "So many stories are told at once.")
        for (position, subject) in subjects.enumerated() {
            let bit: UInt64 = 1 << UInt64(position)
            if let application = subject.application { ids[application, default: 0] |= bit }
            for payment in subject.payments {
                ids[payment.id, default: 0] |= bit
                for notice in payment.notices { notices[notice.rawValue % Self.iuvs, default: 0] |= bit }
            }
        }
    }

    /// From now on this id belongs to these stories too, such as that of a payment page.
    mutating func add(_ id: EntityID, to stories: UInt64) {
        if ids[id] == nil { ids[id] = stories }
    }

    @inline(__always)
    func stories(of id: EntityID) -> UInt64 { ids[id] ?? 0 }

    // MARK: Texts

    /// By all that a text names: ids with dashes and without, notices and IUVs.
    func stories(in text: String) -> UInt64 {
        var text = text
        return text.withUTF8 { stories(in: $0) }
    }

    func stories(in bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var found: UInt64 = 0
        Self.words(of: bytes) { found |= stories(ofWord: $0) }
        return found
    }

    /// The ids in a text.
    static func ids(in text: String) -> [EntityID] {
        var text = text
        return text.withUTF8 { bytes in
            var ids: [EntityID] = []
            words(of: bytes) { word in if let id = EntityID(utf8: word) { ids.append(id) } }
            return ids
        }
    }

    /// Each run of letters and dashes that an id or a notice is written with.
    @inline(__always)
    private static func words(
        of bytes: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void
    ) {
        var start = 0
        for index in 0...bytes.count {
            if index < bytes.count, isOfAWord(bytes[index]) { continue }
            if index - start >= 17 { body(UnsafeBufferPointer(rebasing: bytes[start..<index])) }
            start = index + 1
        }
    }

    @inline(__always)
    private static func isOfAWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private func stories(ofWord word: UnsafeBufferPointer<UInt8>) -> UInt64 {
        switch word.count {
        case 17, 18: return number(word).map { notices[$0 % Self.iuvs] ?? 0 } ?? 0
        case 32: return id(withoutDashes: word).map(stories(of:)) ?? 0
        case EntityID.textLength...:
            // A key may put a number before an id.
            let last = UnsafeBufferPointer(rebasing: word.suffix(EntityID.textLength))
            return EntityID(utf8: last).map(stories(of:)) ?? 0
        default: return 0
        }
    }

    private func number(_ word: UnsafeBufferPointer<UInt8>) -> UInt64? {
        UInt64(String(decoding: word, as: UTF8.self))
    }

    private func id(withoutDashes word: UnsafeBufferPointer<UInt8>) -> EntityID? {
        let text = String(decoding: word, as: UTF8.self)
        guard let high = UInt64(text.prefix(16), radix: 16), let low = UInt64(text.suffix(16), radix: 16) else {
            return nil
        }
        return EntityID(high: high, low: low)
    }

    // MARK: Bodies

    /// What is read fast, for the bodies that come most; the others by their text.
    func stories(inBody body: Payload) -> UInt64 {
        if body.isEmpty { return 0 }
        if let known = knownStories(of: body) { return known }
        return (try? body.wireBytes()).map { $0.withUnsafeBufferPointer { stories(in: $0) } } ?? 0
    }

    /// Of an answer to what belongs to no story by itself. Most answers name nobody whom their request did not name:
    /// of values only those are read that do.
    func stories(inAnswer body: Payload) -> UInt64 {
        if body.isEmpty { return 0 }
        if let known = knownStories(of: body) { return known }
        return body.isValue ? 0 : stories(inBody: body)
    }

    private func knownStories(of body: Payload) -> UInt64? {
        if let event = body.value(as: PaymentEvent.self) ?? body.value(as: OutboxPayment.self)?.event {
            return stories(of: event.id) | stories(of: event.origin.remoteID)
        }
        if let event = body.value(as: ApplicationEvent.self) { return stories(of: event.id) }
        if let answer = body.value(as: KsqlAnswer.self) {
            return answer.rows.reduce(0) { $0 | stories(inRow: $1) }
        }
        if let answer = body.value(as: CreatedAnswer.self) { return stories(of: answer.id) }
        if let request = body.value(as: KsqlRequest.self) { return stories(in: request.ksql) }
        if let outcome = body.value(as: PaymentOutcome.self) { return stories(of: outcome.payment.id) }
        return nil
    }

    func stories(inRow row: [KsqlCell]) -> UInt64 {
        row.reduce(0) { found, cell in
            switch cell {
            case .id(let id): found | stories(of: id)
            case .text(let text): text.utf8.count < 17 ? found : found | stories(in: text)
            case .link(let link): link.id.map { found | stories(of: $0) } ?? found
            case .null, .timestamp, .number: found
            }
        }
    }
}
