import Observation
import PaymentModel

/// The life lines of a run in one row of bytes: ids in 16 bytes each, words once, instants as steps.
enum PackedLifeLines {
    /// As they stand in a line, one after the other.
    static let instants = PaymentLifeLine.stations.map(\.path)

    static func bytes(of lines: [PaymentLifeLine]) -> [UInt8] {
        guard !lines.isEmpty else { return [] }
        var words = WordList()
        var body = PackedWriter()
        for line in lines { append(line, to: &body, &words) }
        var writer = PackedWriter()
        writer.append(count: words.all.count)
        for word in words.all { writer.append(text: word) }
        return writer.bytes + body.bytes
    }

    static func lines(in bytes: [UInt8]) throws(PackedReader.Damage) -> [PaymentLifeLine] {
        guard !bytes.isEmpty else { return [] }
        var reader = PackedReader(bytes)
        var words: [String] = []
        for _ in 0..<(try reader.count()) { words.append(try reader.text()) }
        var lines: [PaymentLifeLine] = []
        while !reader.isAtEnd { lines.append(try line(&reader, words)) }
        return lines
    }

    /// Words in the order in which they came, each once.
    private struct WordList {
        private(set) var all: [String] = []
        private var places: [String: Int] = [:]

        mutating func place(of word: String) -> Int {
            if let place = places[word] { return place }
            places[word] = all.count
            all.append(word)
            return all.count - 1
        }
    }

    private static func append(_ line: PaymentLifeLine, to writer: inout PackedWriter, _ words: inout WordList) {
        for id in [line.paymentID, line.applicationID] { append(id: id, to: &writer) }
        for word in [line.tenant, line.channel, line.status] { writer.append(count: words.place(of: word)) }
        writer.append(signed: Int64(line.checks))
        let known = instants.map { line[keyPath: $0] }
        var presence: UInt64 = 0
        for (index, instant) in known.enumerated() where instant != nil { presence |= 1 << UInt64(index) }
        writer.append(presence)
        var reached: Int64 = 0
        for instant in known.compactMap(\.self) {
            writer.append(signed: instant &- reached)
            reached = instant
        }
    }

    private static func line(
        _ reader: inout PackedReader, _ words: [String]
    ) throws(PackedReader.Damage) -> PaymentLifeLine {
        func word() throws(PackedReader.Damage) -> String {
            let place = try reader.number()
            guard place < UInt64(words.count) else { throw PackedReader.Damage() }
            return words[Int(place)]
        }
        var line = PaymentLifeLine(
            paymentID: try id(&reader), applicationID: try id(&reader), tenant: try word(), channel: try word(),
            status: try word(), checks: Int(truncatingIfNeeded: try reader.signed()))
        let presence = try reader.number()
        var reached: Int64 = 0
        for (index, instant) in instants.enumerated() where presence & 1 << UInt64(index) != 0 {
            reached &+= try reader.signed()
            line[keyPath: instant] = reached
        }
        return line
    }

    // MARK: Ids

    private static let uuidMark: UInt64 = 1

    /// A UUID as everyone writes it is its 16 bytes; anything else stays text.
    private static func append(id: String, to writer: inout PackedWriter) {
        guard let uuid = EntityID(id), uuid.description == id else {
            writer.append(0)
            return writer.append(text: id)
        }
        writer.append(uuidMark)
        for word in [uuid.high, uuid.low] {
            for shift in stride(from: 56, through: 0, by: -8) {
                writer.append(byte: UInt8(truncatingIfNeeded: word >> UInt64(shift)))
            }
        }
    }

    private static func id(_ reader: inout PackedReader) throws(PackedReader.Damage) -> String {
        guard try reader.number() == uuidMark else { return try reader.text() }
        let bytes = try reader.take(16)
        func word(_ bytes: some Sequence<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
        return EntityID(high: word(bytes.prefix(8)), low: word(bytes.dropFirst(8))).description
    }
}
