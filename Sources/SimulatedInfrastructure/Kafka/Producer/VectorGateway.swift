import Foundation
import HTTPTypes
import Ports
import VirtualTime

/// The HTTP source in front of Kafka through which Core publishes (`domain.md` 2.1): `POST /{topic}` answers 200 and
/// then appends the body under its key. The fields that Vector adds to an event are not modelled.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
public final class VectorGateway: SimulatedEndpoint, @unchecked Sendable {
    private let kafka: SimulatedKafka
    private let network: SimulatedNetwork
    private let keyField: String
    private let keyOfValue: (any WireValue) -> String?
    private let sender: RecordSender

    /// - Parameters:
    ///   - keyField: the field of the JSON body whose text is the record's key.
    ///   - keyOfValue: the same for a body that travels as a value.
    public init(
        kafka: SimulatedKafka, network: SimulatedNetwork, at authority: String, _ model: HostModel = HostModel(),
        keyField: String = "service_id", keyOfValue: @escaping (any WireValue) -> String?
    ) {
        self.kafka = kafka
        self.network = network
        self.keyField = keyField
        self.keyOfValue = keyOfValue
        sender = RecordSender(kafka: kafka, name: authority)
        network.attach(self, at: authority, model)
    }

    public func receive(_ request: HTTPRequest, body: Payload, answer: AnswerToken) {
        network.answer(answer, with: HTTPReply(publish(request, body)))
    }

    private func publish(_ request: HTTPRequest, _ body: Payload) -> HTTPResponse.Status {
        guard request.method == .post else { return .methodNotAllowed }
        let key: String?
        switch body {
        case .empty: return .badRequest
        case .value(let value): key = keyOfValue(value)
        case .bytes(let bytes):
            guard let object = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] else {
                return .badRequest
            }
            key = object[keyField] as? String
        }
        let topic = String((request.path ?? "").drop { $0 == "/" })
        do {
            try sender.sendUnattended(topic: topic, key: key, payload: body)
            return .ok
        } catch is KafkaError { return .notFound } catch { return .badRequest }
    }
}
