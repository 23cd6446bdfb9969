import Containers
import HTTPTypes
import NetworkSimulation
import Observation
import PaymentModel
import Scenarios
import ServicePorts
import StorageSimulation
import VirtualTime

/// Listens at every door of an installation and keeps what belongs to the stories it is asked for. It changes nothing
/// in the run: it draws nothing, schedules nothing, and enters nothing into the trace.
final class StoryRecorder {
    /// What happened in each story, in no particular order.
    private(set) var events: [[StoryEvent]]
    /// What befell processes, whoever's story it was.
    private(set) var common: [StoryEvent] = []
    var keys: StoryKeys
    private let simulation: Simulation
    let network: SimulatedNetwork
    let deployment: Deployment
    private var recorded = 0

    /// Calls that are under way, by their number.
    var calls: [UInt64: OpenCall] = [:]
    /// The call that each copy is of.
    var originals: [UInt64: UInt64] = [:]
    /// What stories know of the topics.
    var topics = StoryTopics()
    private var stores: [StoreEar] = []

    init(_ subjects: [StorySubject], of installation: Installation) {
        keys = StoryKeys(subjects)
        events = Array(repeating: [], count: subjects.count)
        simulation = installation.simulation
        network = installation.network
        deployment = installation.deployment
    }

    /// Begins to listen.
    func listen(to installation: Installation) {
        network.recorder = self
        installation.kafka.recorder = self
        installation.witness.listener = self
        for store in [installation.store, installation.database] {
            let ear = StoreEar(self)
            stores.append(ear)
            store.recorder = ear
        }
        installation.processBegan = { [unowned self] in processBegan($0) }
        installation.moments?.onAct = { [unowned self] in acted($0, at: $1, on: $2) }
    }

    // MARK: Keeping

    var now: Int64 { simulation.now.nanoseconds }

    /// Makes an event of now.
    func event(
        _ kind: StoryEvent.Kind, at place: String, with other: String? = nil, _ text: String, body: Payload = .empty,
        series: String? = nil, flow: String? = nil
    ) -> StoryEvent {
        recorded += 1
        return StoryEvent(
            at: now, order: recorded, kind, at: place, with: other, text, body: body, series: series, flow: flow)
    }

    func keep(_ event: StoryEvent, in stories: UInt64) {
        var left = stories
        while left != 0 {
            events[left.trailingZeroBitCount].append(event)
            left &= left - 1
        }
    }

    /// Whose versions follow each other: a series for each subject, so that those of siblings do not mix.
    func series(_ name: String, of body: Payload) -> String? {
        guard !body.isEmpty else { return nil }
        if let event = try? body.decode(as: PaymentEvent.self) { return "\(name) \(event.id)" }
        if let event = try? body.decode(as: ApplicationEvent.self) { return "\(name) \(event.id)" }
        return nil
    }

    // MARK: Processes and faults

    private func processBegan(_ process: SimulatedProcess) {
        guard process.incarnation > 0 else { return }
        common.append(
            event(.process, at: process.name, "begins again: start \(process.incarnation + 1)"))
    }

    private func acted(_ action: MomentRule.Action, at moment: Moment, on process: String) {
        let (kind, words): (StoryEvent.Kind, String) =
            switch action {
            case .crash: (.process, "ends")
            case .crashForGood: (.process, "ends for good")
            case .pause(let length): (.hold, "is paused for \(length.told)")
            case .delay: (.hold, "is delayed")
            case .hold(let other?, _): (.hold, "is held until \(other)")
            case .hold(nil, let longest): (.hold, "is held for \(longest.told)")
            case .tell: (.fault, "lets a fault begin")
            }
        common.append(event(kind, at: process, "\(words) at \(moment)"))
    }

    /// A fault of the scenario begins or ends.
    func faultChanged(_ fault: FaultSpecification, begins: Bool) {
        let target = fault.target ?? "whoever reaches its moment"
        common.append(
            event(.fault, at: Self.faults, "\(fault.word) on \(target) \(begins ? "begins" : "ends")"))
    }

    /// Where faults stand that concern many.
    static let faults = "faults"

    // MARK: The end

    /// The stories, each with what befell those who have a part in it while it went on.
    func finish() -> [[StoryEvent]] {
        for number in calls.keys.sorted() { forget(number) }
        return events.map { events in
            guard let first = events.map(\.instant).min(), let last = events.map(\.instant).max() else { return [] }
            let places = Set(events.flatMap { [$0.place, $0.other].compactMap(\.self) } + [Self.faults])
            return events + common.filter { (first...last).contains($0.instant) && places.contains($0.place) }
        }
    }
}

extension StoryRecorder: FactListener {
    func heard(_ fact: Fact, at instant: VirtualInstant) {
        guard let words = FactWords(fact) else { return }
        let stories = words.subjects.reduce(0) { $0 | keys.stories(of: $1) }
        guard stories != 0 else { return }
        let place =
            switch words.place {
            case .citizens: deployment.citizens
            case .intermediary(let position): deployment.intermediaries[position].authority
            case .view: deployment.service(.view).processes[0].name
            }
        keep(
            event(words.kind, at: place, words.text, body: words.body, series: series("view", of: words.body)),
            in: stories)
    }
}

/// What one store tells of its requests.
final class StoreEar: StoreRecorder {
    private unowned let recorder: StoryRecorder
    /// Who has asked, of the requests under way.
    private var askers: [SlotToken: String] = [:]

    init(_ recorder: StoryRecorder) { self.recorder = recorder }

    func asked(_ request: SlotToken, by process: String) { askers[request] = process }

    func acted(
        _ token: SlotToken, on bucket: String, _ request: StoreRequest, _ result: StoreResult, isAwaited: Bool
    ) {
        let process = askers.removeValue(forKey: token) ?? ""
        guard let told = StoreWords(request, result, bucket: bucket) else { return }
        let stories = recorder.keys.stories(in: told.key) | recorder.keys.stories(inBody: told.body)
        guard stories != 0 else { return }
        let text = told.text + (isAwaited ? "" : " (\(process) is gone)")
        let event = recorder.event(
            told.isWrite ? .storeWrite : .storeRead, at: process, text, body: told.body,
            series: told.isWrite ? "\(bucket)/\(told.key)" : nil)
        recorder.keep(event, in: stories)
    }
}

/// A request to a store and its answer, in words; a listing names nobody.
private struct StoreWords {
    let key: String
    let text: String
    var body = Payload.empty
    let isWrite: Bool

    init?(_ request: StoreRequest, _ result: StoreResult, bucket: String) {
        switch request {
        case .get(let key):
            self.key = key
            isWrite = false
            var answer = "nothing"
            if case .found(let object?) = result {
                answer = "version \(object.version)"
                body = object.body
            } else if case .failed(let error) = result {
                answer = Self.words(of: error)
            }
            text = "reads \(bucket)/\(key): \(answer)"
        case .put(let key, let body, let condition):
            self.key = key
            self.body = body
            isWrite = true
            let demand =
                switch condition {
                case .none: ""
                case .absent: " if nothing is there"
                case .version(let version): " over version \(version)"
                }
            text = "writes \(bucket)/\(key)\(demand): \(Self.words(ofWrite: result))"
        case .delete(let key):
            self.key = key
            isWrite = true
            text = "deletes \(bucket)/\(key): \(Self.words(ofWrite: result))"
        case .list: return nil
        }
    }

    private static func words(ofWrite result: StoreResult) -> String {
        switch result {
        case .written(let version): "version \(version)"
        case .failed(let error): words(of: error)
        case .deleted, .found, .listed: "done"
        }
    }

    private static func words(of error: ObjectStoreError) -> String {
        switch error {
        case .unavailable: "no answer"
        case .preconditionFailed: "refused, another version is there"
        }
    }
}
