import Foundation
import ServicePorts
import Testing

/// An order as another team would declare it: nothing is written by hand.
private struct OrderPlaced: CodableWireValue, Equatable {
    struct Line: Codable, Equatable, Sendable {
        var article: String
        var price: Double
    }
    enum Channel: String, Codable, Sendable { case web, shop }

    var id: Int
    var lines: [Line]
    var channel: Channel?
    var labels: [String: String] = [:]
}

/// What a reader of the same bytes needs of an order.
private struct OrderNumber: CodableWireValue, Equatable {
    var id: Int
}

/// A type that writes another form than it holds.
private struct Rounded: CodableWireValue, Equatable {
    var cents: Int

    init(cents: Int) { self.cents = cents }
    init(from decoder: any Decoder) throws {
        cents = Int(try decoder.singleValueContainer().decode(Double.self).rounded()) * 100
    }
    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Double(cents) / 100)
    }
}

/// Holds what has an order of its own and what has none.
private struct Shelf: CodableWireValue {
    struct Box: Codable, Sendable {
        var labels: Set<String>?
        var byChannel: [OrderPlaced.Channel: Int]?
    }
    struct Place: Codable, Hashable, Sendable, CodingKeyRepresentable {
        var name: String

        init(name: String) { self.name = name }
        init?<Key: CodingKey>(codingKey: Key) { name = codingKey.stringValue }
        var codingKey: any CodingKey { NameKey(stringValue: name) }
    }
    struct NameKey: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    var boxes: [Box] = []
    var inside: Box?
    var byNumber: [Int: String]?
    var byPlace: [Place: Int]?
}

/// Is nothing but a set.
private struct Single: CodableWireValue {
    var names: Set<String>

    init(names: Set<String>) { self.names = names }
    init(from decoder: any Decoder) throws { names = try decoder.singleValueContainer().decode(Set<String>.self) }
    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(names)
    }
}

/// Times as ISO 8601 has them.
private struct Dated: CodableWireValue, Equatable {
    var at: Date

    static let wireEncoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        encoder.dateEncodingStrategy = .iso8601
        return encoder
    }()
    static let wireDecoder: JSONDecoder = {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return decoder
    }()
}

/// Has an encoder that says nothing of the order of keys.
private struct Unsorted: CodableWireValue {
    var zebra = Date(timeIntervalSince1970: 0), mouse = 2, ant = Double.infinity

    static let wireEncoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "much", negativeInfinity: "little", nan: "none")
        return encoder
    }()
}

/// Has an encoder of a class of its own, which nobody else can make again.
private struct Special: CodableWireValue {
    final class Encoder: JSONEncoder, @unchecked Sendable {}

    var number = 1

    static let wireEncoder: JSONEncoder = Encoder()
}

@Suite("A Codable type as a body")
struct CodableWireValueTests {
    private let order = OrderPlaced(
        id: 7, lines: [.init(article: "tea/green", price: 3.5)], channel: .web, labels: ["b": "2", "a": "1", "c": "3"])
    private let text =
        #"{"channel":"web","id":7,"labels":{"a":"1","b":"2","c":"3"},"lines":[{"article":"tea/green","price":3.5}]}"#

    @Test("It is written as JSON in the order of its names, and read back")
    func roundTrip() throws {
        #expect(String(decoding: try order.wireBytes(), as: UTF8.self) == text)
        #expect(try OrderPlaced(wireBytes: Array(text.utf8)) == order)
    }

    @Test(
        "In either form of a payload it is the same to its reader, and as long as its JSON",
        arguments: PayloadForm.allCases)
    func eitherForm(form: PayloadForm) throws {
        let payload = try Payload.value(order).inForm(form)
        #expect(try payload.decode(as: OrderPlaced.self) == order)
        #expect(try payload.wireBytes() == Array(text.utf8))
        #expect(payload.nominalSize == text.utf8.count)
        #expect(order.nominalSize == text.utf8.count)
    }

    @Test("A reader with a type of its own reads the same bytes", arguments: PayloadForm.allCases)
    func anotherType(form: PayloadForm) throws {
        #expect(try Payload.value(order).inForm(form).decode(as: OrderNumber.self) == OrderNumber(id: 7))
        #expect(throws: WireFormatError(field: "lines", reason: "is missing")) {
            try Payload.value(OrderNumber(id: 7)).inForm(form).decode(as: OrderPlaced.self)
        }
    }

    @Test(
        "Keys are in their order whatever the type's encoder says, with its strategies, and the encoder stays as it is")
    func unsortedEncoders() throws {
        let text = String(decoding: try Unsorted().wireBytes(), as: UTF8.self)
        #expect(text == #"{"ant":"much","mouse":2,"zebra":"1970-01-01T00:00:00Z"}"#)
        #expect(!Unsorted.wireEncoder.outputFormatting.contains(.sortedKeys))
    }

    @Test("An encoder of a class of its own that sorts no keys is refused with the way out")
    func encodersOfTheirOwnClass() throws {
        let refusal = #expect(throws: EncodingError.self) { try Special().wireBytes() }
        guard case .invalidValue(_, let context) = refusal else { return }
        #expect(context.debugDescription == "Encoder writes keys in no order: give it `.sortedKeys`")
    }

    @Test("What is lost on the way is lost in either form", arguments: PayloadForm.allCases)
    func lossyType(form: PayloadForm) throws {
        let payload = try Payload.value(Rounded(cents: 149)).inForm(form)
        #expect(try payload.decode(as: Rounded.self) == Rounded(cents: 100))
    }

    @Test("What cannot be written is sent in neither form", arguments: PayloadForm.allCases)
    func unwritable(form: PayloadForm) {
        let broken = OrderPlaced(id: 1, lines: [.init(article: "tea", price: .nan)])
        let payload = Payload.value(broken)
        #expect(throws: EncodingError.self) { try payload.inForm(form) }
        #expect(throws: EncodingError.self) { try HTTPReply(.ok, body: payload).withBody(inForm: form) }
        #expect(throws: EncodingError.self) { try payload.decode(as: OrderPlaced.self) }
        #expect(payload.nominalSize == 0)
        #expect(broken.nominalSize == 0)
        #expect(!payload.isEmpty)
    }

    @Test(
        "What is written in the order of its hashes is refused by its place, however little there is of it",
        arguments: PayloadForm.allCases)
    func unordered(form: PayloadForm) throws {
        let cases: [(any WireValue, String, String)] = [
            (Shelf(boxes: [.init(labels: ["one"])]), "boxes[0].labels", "a Set"),
            (Shelf(boxes: [.init(), .init(byChannel: [.web: 1])]), "boxes[1].byChannel", "keys are of type Channel"),
            (Shelf(inside: .init(labels: [])), "inside.labels", "a Set"),
            (Single(names: ["a", "b"]), "", "a Set"),
        ]
        for (value, place, words) in cases {
            let error = #expect(throws: EncodingError.self) { try Payload.value(value).inForm(form) }
            guard case .invalidValue(_, let context) = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
            let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }.joined()
            #expect(path == (place.isEmpty ? "" : "." + place))
            #expect(context.debugDescription.contains(words), "\(context.debugDescription)")
            #expect(context.debugDescription.hasSuffix("write it as a sorted array"))
        }
        let sorted = Shelf(byNumber: [2: "b", 1: "a"], byPlace: [.init(name: "y"): 2, .init(name: "x"): 1])
        let text = #"{"boxes":[],"byNumber":{"1":"a","2":"b"},"byPlace":{"x":1,"y":2}}"#
        #expect(try String(decoding: Payload.value(sorted).inForm(form).wireBytes(), as: UTF8.self) == text)
    }

    @Test("A type may bring coders of its own")
    func ownCoders() throws {
        let dated = Dated(at: Date(timeIntervalSince1970: 1_767_225_600))
        #expect(String(decoding: try dated.wireBytes(), as: UTF8.self) == #"{"at":"2026-01-01T00:00:00Z"}"#)
        #expect(try Payload.value(dated).decode(as: Dated.self) == dated)
    }

    @Test(
        "An error names the field and what is wrong there",
        arguments: [
            ("not json", "the body is not JSON"),
            ("", "the body is not JSON"),
            ("[]", "the body is not an object"),
            (#"{"lines":[]}"#, "id is missing"),
            (#"{"id":7.5,"lines":[],"labels":{}}"#, "the body has a number that its member cannot hold"),
            (#"{"id":null,"lines":[],"labels":{}}"#, "id is null"),
            (#"{"id":"7","lines":[],"labels":{}}"#, "id is not a whole number"),
            (#"{"id":7,"lines":{},"labels":{}}"#, "lines is not a list"),
            (
                #"{"id":7,"lines":[{"article":"a","price":1},{"article":2}],"labels":{}}"#,
                "lines[1].article is not text"
            ),
            (#"{"id":7,"lines":[{"article":"a","price":"1"}],"labels":{}}"#, "lines[0].price is not a number"),
        ])
    func errors(text: String, told: String) {
        let error = #expect(throws: WireFormatError.self) { try OrderPlaced(wireBytes: Array(text.utf8)) }
        #expect(error?.description == told)
    }

    @Test("A word that an enum has not is named with its field")
    func unknownWord() throws {
        let text = #"{"id":7,"lines":[],"labels":{},"channel":"fax"}"#
        let error = #expect(throws: WireFormatError.self) { try OrderPlaced(wireBytes: Array(text.utf8)) }
        #expect(error?.field == "channel")
        #expect(error?.reason.contains("fax") == true)
    }
}
