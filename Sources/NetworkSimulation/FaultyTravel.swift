import Containers
import HTTPTypes
import ServicePorts
import VirtualTime

/// Messages on their way, and requests at their host, where faults hold.
extension SimulatedNetwork {
    /// Sends a new request off.
    @inline(__always)
    func sendRequest(_ token: SlotToken, sizeBytes: Int) {
        let link = calls[token].link
        let latencyNanoseconds = links[link].latency.nextNanoseconds()
        if links[link].requestLane == nil { return schedule(.requestArrives, token, after: latencyNanoseconds) }
        sendRequest(token, sizeBytes: sizeBytes, latencyNanoseconds: latencyNanoseconds)
    }

    /// Sends an outcome back, so long from now as its answer dribbles.
    @inline(__always)
    func sendOutcome(_ token: SlotToken, sizeBytes: Int, delayNanoseconds: Int64) {
        let link = calls[token].link
        let latencyNanoseconds = links[link].latency.nextNanoseconds() + delayNanoseconds
        if links[link].answerLane == nil { return schedule(.outcomeArrives, token, after: latencyNanoseconds) }
        let passage = pass(\.answerLane, token, sizeBytes: sizeBytes, latencyNanoseconds: latencyNanoseconds)
        guard !passage.isLost else { return lose(token) }
        put(.outcomeArrives, token, after: passage.delayNanoseconds, on: \.answerLane, isHeld: passage.isHeld)
        for delay in passage.copyDelaysNanoseconds {
            put(.outcomeArrives, token, after: delay, on: \.answerLane, isHeld: passage.isHeld)
        }
    }

    @inline(never)
    private func sendRequest(_ token: SlotToken, sizeBytes: Int, latencyNanoseconds: Int64) {
        let passage = pass(\.requestLane, token, sizeBytes: sizeBytes, latencyNanoseconds: latencyNanoseconds)
        guard !passage.isLost else { return lose(token) }
        put(.requestArrives, token, after: passage.delayNanoseconds, on: \.requestLane, isHeld: passage.isHeld)
        for delay in passage.copyDelaysNanoseconds {
            callSerial += 1
            let call = calls[token]
            var copy = Call(
                serial: callSerial, link: call.link, host: call.host,
                startedAtNanoseconds: call.startedAtNanoseconds, deadlineAtNanoseconds: call.deadlineAtNanoseconds,
                request: call.request, body: call.body, caller: .gone)
            copy.original = token
            let copyToken = calls.insert(copy)
            if let recorder { recorder.callCopied(copy.serial, of: call.serial) }
            put(.requestArrives, copyToken, after: delay, on: \.requestLane, isHeld: passage.isHeld)
        }
    }

    @inline(never)
    private func pass(
        _ lane: WritableKeyPath<Link, FaultyLane?>, _ token: SlotToken, sizeBytes: Int, latencyNanoseconds: Int64
    ) -> FaultyLane.Passage {
        let link = calls[token].link
        guard var changed = links[link][keyPath: lane] else { preconditionFailure("A whole lane decides nothing.") }
        // Moved out, so that it is changed in place.
        links[link][keyPath: lane] = nil
        let passage = changed.pass(
            Int64(sizeBytes), at: simulation.now.nanoseconds, latencyNanoseconds: latencyNanoseconds,
            latency: links[link].latency.sampler, &active.ledger)
        links[link][keyPath: lane] = changed
        simulation.note(NetworkTrace.messageMetFaults, of: link, calls[token].serial << 16 | passage.word)
        if let recorder, passage.isLost || passage.isHeld || !passage.copyDelaysNanoseconds.isEmpty {
            let message = lane == \.requestLane ? "the request" : "the answer"
            recorder.callMet("\(message) \(passage.words)", calls[token].serial)
        }
        return passage
    }

    private func put(
        _ step: CallStep, _ token: SlotToken, after nanoseconds: Int64, on lane: WritableKeyPath<Link, FaultyLane?>,
        isHeld: Bool
    ) {
        guard isHeld else { return schedule(step, token, after: nanoseconds) }
        let arrival = simulation.now.nanoseconds + nanoseconds
        links[calls[token].link][keyPath: lane]?.hold(CallEntry(step, token), until: arrival)
    }

    /// The outcome of a copy is there: the caller takes it, unless it has one or is gone.
    func copyReturned(_ token: SlotToken, of original: SlotToken) {
        let copy = calls.remove(token)
        guard calls.contains(original), !calls[original].hasOutcomeForCaller else { return }
        if case .gone = calls[original].caller { return }
        calls[original].outcome = copy.outcome
        hand(over: original)
    }

    // MARK: At the host

    /// Whether the faults of `host` let a request in; otherwise its outcome is on its way, or none will come.
    func isAdmitted(_ token: SlotToken, at host: Int, by backend: Int?) -> Bool {
        let name = backend.map { backends[$0].name } ?? ""
        let now = simulation.now.nanoseconds
        var affliction: Affliction?
        for index in hosts[host].faults.indices {
            let fault = hosts[host].faults[index].fault
            guard hosts[host].faults[index].settings.scope.includes(calls[token].request, at: name) else { continue }
            active.ledger.expose(fault)
            let admission = hosts[host].faults[index].admit(at: now)
            simulation.note(NetworkTrace.requestMetFaults, of: host, calls[token].serial << 16 | admission.word)
            switch admission {
            case .admitted:
                hosts[host].faults[index].afflict(&affliction)
                continue
            case .refused: refuse(token)
            case .lost: lose(token)
            case .reset: sendBack(.failed(.connectionReset(authority: hosts[host].authority)), token)
            case .answered(let reply): sendBack(.answered(reply), token)
            }
            active.ledger.hit(fault)
            if let recorder {
                recorder.callMet("\(active.ledger.label(of: fault)): \(admission.words)", calls[token].serial)
            }
            return false
        }
        guard let affliction else { return true }
        simulation.note(NetworkTrace.requestMetFaults, of: host, calls[token].serial << 32 | affliction.word)
        calls[token].affliction = affliction
        return true
    }

    /// How long an endpoint works on a request that it has received, of which it would work `nanoseconds` without the
    /// faults of its host.
    package func workNanoseconds(_ nanoseconds: Int64, of token: AnswerToken) -> Int64 {
        let call = token.slot
        guard calls.contains(call), !hosts[calls[call].host].faults.isEmpty else { return nanoseconds }
        return stretched(nanoseconds, call, by: backends[calls[call].backend])
    }

    /// How long work takes that would take `workNanoseconds` without the faults of its host.
    func stretched(_ workNanoseconds: Int64, _ token: SlotToken, by server: Backend) -> Int64 {
        var stretched = workNanoseconds
        for placed in hosts[server.host].faults where placed.settings.slowdown != nil {
            guard placed.settings.scope.includes(calls[token].request, at: server.name) else { continue }
            let longer = placed.stretched(stretched, at: simulation.now.nanoseconds)
            if longer > stretched { active.ledger.hit(placed.fault, addedNanoseconds: longer - stretched) }
            stretched = longer
        }
        return stretched
    }

    /// Sends back what the faults of its host leave of an answer.
    func answer(_ token: SlotToken, with reply: HTTPReply, under affliction: Affliction) {
        var delayNanoseconds: Int64 = 0
        for dribble in affliction.dribbles {
            active.ledger.hit(dribble.fault, addedNanoseconds: dribble.delayNanoseconds)
            delayNanoseconds = FaultDelay.sum(delayNanoseconds, dribble.delayNanoseconds)
        }
        guard let (fault, ending) = affliction.ending else {
            return answer(token, with: reply, delayNanoseconds: delayNanoseconds)
        }
        active.ledger.hit(fault)
        if let recorder {
            recorder.callMet("\(active.ledger.label(of: fault)): \(ending.words)", calls[token].serial)
        }
        switch ending {
        case .reset:
            let authority = hosts[calls[token].host].authority
            sendBack(.failed(.connectionReset(authority: authority)), token, delayNanoseconds: delayNanoseconds)
        case .lost: lose(token)
        case .emptied: answer(token, with: .ok, delayNanoseconds: delayNanoseconds)
        case .malformed:
            answer(
                token, with: reply.replacingBody(Affliction.malformedBody), delayNanoseconds: delayNanoseconds)
        }
    }
}
