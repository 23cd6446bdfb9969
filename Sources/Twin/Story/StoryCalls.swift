import HTTPTypes
import NetworkSimulation
import Observation
import PaymentModel
import ServicePorts
import VirtualTime

/// A call of which not all is known yet.
struct OpenCall {
    /// Those that are known by now to be concerned.
    var stories: UInt64
    let began: StoryEvent
    /// Who takes it: the host, then the server that it came to.
    var server: String
    let path: String
    /// What faults did to it, and an answer that nobody awaited.
    var asides: [StoryEvent] = []
    /// Nil while its caller waits.
    var end: StoryEvent?
    /// Whether an answer has left.
    var isAnswered = false
}

extension StoryRecorder: NetworkRecorder {
    func callLeft(_ call: UInt64, over link: LinkID, _ request: HTTPRequestHead, body: Payload) {
        var stories = keys.stories(in: request.path)
        if stories == 0, !body.isEmpty { stories = keys.stories(inBody: body) }
        let caller = network.caller(of: link)
        let began = event(
            Self.kind(of: request.path), at: caller, "\(request.method.rawValue) \(request.path)", body: body,
            flow: "call \(call)")
        calls[call] = OpenCall(
            stories: stories, began: began, server: network.authority(of: network.host(of: link)), path: request.path)
    }

    private static func kind(of path: String) -> StoryEvent.Kind {
        if path.hasPrefix("/update/") { return .poll }
        return path.hasPrefix("/notify-payment") ? .notification : .call
    }

    func callCopied(_ copy: UInt64, of call: UInt64) {
        originals[copy] = call
    }

    func callArrived(_ call: UInt64, at server: String) {
        // A part of the world answers under its host's name.
        guard calls[call] != nil, !server.hasPrefix("endpoint-") else { return }
        calls[call]?.server = server
    }

    func callAnswered(_ call: UInt64, _ outcome: Result<HTTPReply, HTTPCallError>, isAwaited: Bool) {
        if let original = originals.removeValue(forKey: call) { return copyAnswered(original, outcome) }
        guard var open = calls[call] else { return }
        if case .success(let reply) = outcome {
            if open.stories == 0 { open.stories = keys.stories(inAnswer: reply.body) }
            if open.stories != 0 { follow(reply, for: open.stories) }
        }
        open.isAnswered = true
        if !isAwaited, open.stories != 0 {
            open.asides.append(
                event(
                    .answer, at: open.began.place, with: open.server, "\(Self.words(of: outcome)), which nobody awaits",
                    body: Self.body(of: outcome), flow: open.began.flow))
        }
        calls[call] = open
        if open.end != nil { forget(call) }
    }

    private func copyAnswered(_ original: UInt64, _ outcome: Result<HTTPReply, HTTPCallError>) {
        guard let open = calls[original], open.stories != 0 else { return }
        callMet("its copy was answered \(Self.words(of: outcome))", original)
    }

    func callEnded(_ call: UInt64, _ outcome: Result<HTTPReply, HTTPCallError>) {
        guard let open = calls[call] else { return }
        guard open.stories != 0 || !open.isAnswered else { return forget(call) }
        let latency = Duration.nanoseconds(now - open.began.instant).told
        calls[call]?.end = event(
            .answer, at: open.began.place, with: open.server, "\(Self.words(of: outcome)) after \(latency)",
            body: Self.body(of: outcome), flow: open.began.flow)
        if open.isAnswered { forget(call) }
    }

    func callAbandoned(_ call: UInt64) {
        guard let open = calls[call] else { return }
        calls[call]?.end = event(
            .answer, at: open.began.place, with: open.server, "\(open.began.place) has ended and awaits no answer",
            flow: open.began.flow)
        if open.isAnswered { forget(call) }
    }

    func callMet(_ trouble: String, _ call: UInt64) {
        guard let open = calls[originals[call] ?? call] else { return }
        calls[originals[call] ?? call]?.asides.append(
            event(.fault, at: open.server, trouble, flow: open.began.flow))
    }

    /// Nothing more happens to a call: what is known of it is kept where it belongs to a story.
    func forget(_ call: UInt64) {
        guard let open = calls.removeValue(forKey: call), open.stories != 0 else { return }
        var began = open.began
        began.other = open.server
        keep(began, in: open.stories)
        for aside in open.asides { keep(aside, in: open.stories) }
        if var end = open.end {
            end.other = open.server
            keepAnswer(end, in: open.stories)
        }
    }

    // MARK: Answers

    /// A page that an answer leads to belongs to the story as well.
    private func follow(_ reply: HTTPReply, for stories: UInt64) {
        var places = [reply.headerFields[.location]].compactMap(\.self)
        if let answer = try? reply.body.decode(as: RedirectAnswer.self) { places.append(answer.location.description) }
        if let answer = try? reply.body.decode(as: OnlineSessionAnswer.self) { places.append(answer.url.description) }
        for place in places { for id in StoryKeys.ids(in: place) { keys.add(id, to: stories) } }
    }

    private static func words(of outcome: Result<HTTPReply, HTTPCallError>) -> String {
        switch outcome {
        case .failure(let error): return error.description
        case .success(let reply):
            let location = reply.headerFields[.location].map { " to \($0)" } ?? ""
            let wait = reply.headerFields[.retryAfter].map { ", retry after \($0) s" } ?? ""
            return "\(reply.status.code)\(location)\(wait)"
        }
    }

    private static func body(of outcome: Result<HTTPReply, HTTPCallError>) -> Payload {
        if case .success(let reply) = outcome { reply.body } else { .empty }
    }

    /// Of an answer with rows of many a story gets its own.
    private func keepAnswer(_ end: StoryEvent, in stories: UInt64) {
        guard !end.body.isEmpty, let answer = try? end.body.decode(as: KsqlAnswer.self), answer.rows.count > 1 else {
            return keep(end, in: stories)
        }
        var left = stories
        while left != 0 {
            let story = left & ~(left - 1)
            left &= left - 1
            let own = answer.rows.filter { keys.stories(inRow: $0) & story != 0 }
            var part = end
            if !own.isEmpty, own.count < answer.rows.count {
                part.text += ", \(own.count) of \(answer.rows.count) rows"
                part.body = .value(KsqlAnswer(queryID: answer.queryID, schema: answer.schema, rows: own))
            }
            keep(part, in: story)
        }
    }
}
