import Containers
import HTTPTypes
import ServicePorts
import VirtualTime

/// The way of a call: over the link, into a queue, to a worker and its handler, and back.
extension SimulatedNetwork {
    func start(
        over link: Int, _ request: HTTPRequestHead, body: Payload, deadlineNanoseconds: Int64, _ caller: Call.Caller
    ) throws -> SlotToken {
        let host = links[link].host
        let sizeBytes = links[link].requestLane == nil ? 0 : body.nominalSize
        callSerial += 1
        let travelling = body.isReady(for: wire) ? body : try body.inForm(wire)
        let token = calls.insert(
            Call(
                serial: callSerial, link: link, host: host, startedAtNanoseconds: simulation.now.nanoseconds,
                deadlineAtNanoseconds: deadlineNanoseconds, request: request, body: travelling, caller: caller))
        if !travelling.isEmpty {
            simulation.note(
                digest: Self.digest(of: request, travelling), of: "request \(request.line) of \(links[link].caller)")
        }
        hosts[host].counters.started += 1
        if let recorder {
            recorder.callLeft(callSerial, over: LinkID(index: link), request, body: travelling)
        }
        for index in hosts[host].observers.indices {
            hosts[host].observers[index].callStarted(over: LinkID(index: link))
        }
        sendRequest(token, sizeBytes: sizeBytes)
        return token
    }

    func requestArrived(_ token: SlotToken) {
        let host = calls[token].host
        simulation.note(NetworkTrace.requestArrived, of: host, calls[token].serial)
        let backend = nextBackend(of: host)
        if !hosts[host].faults.isEmpty, !isAdmitted(token, at: host, by: backend) { return }
        guard let backend else { return refuse(token) }
        calls[token].backend = backend
        let server = backends[backend]
        if let recorder { recorder.callArrived(calls[token].serial, at: server.name) }
        if server.hasFreeWorker { return serve(token, by: server, isFirstInLine: true) }
        guard !server.hasFullQueue else {
            hosts[host].counters.overflowed += 1
            switch server.model.whenFull {
            case .answer(let status): return sendBack(.answered(HTTPReply(status)), token)
            case .refuse: return refuse(token)
            }
        }
        calls[token].progress = .queued
        server.queue.append(token)
        hosts[host].counters.longestQueue = max(hosts[host].counters.longestQueue, server.queue.count)
    }

    private func nextBackend(of host: Int) -> Int? {
        let count = hosts[host].backends.count
        guard count > 0 else { return nil }
        let turn = hosts[host].nextBackend % count
        hosts[host].nextBackend = turn + 1
        return hosts[host].backends[turn]
    }

    /// A call out of the queue goes over the agenda even without work, so that a long queue does not become a deep
    /// stack.
    private func serve(_ token: SlotToken, by server: Backend, isFirstInLine: Bool) {
        server.busy += 1
        calls[token].progress = .serving
        var workNanoseconds = server.serviceTime.sampleNanoseconds(&server.serviceTimes)
        if server.slowSince != nil { workNanoseconds = server.stretched(workNanoseconds, at: simulation.now) }
        if !hosts[server.host].faults.isEmpty { workNanoseconds = stretched(workNanoseconds, token, by: server) }
        if workNanoseconds == 0, isFirstInLine { return serviceEnded(token) }
        schedule(.serviceEnds, token, after: workNanoseconds)
    }

    func serviceEnded(_ token: SlotToken) {
        // A crash may have reset the call while it was being served.
        guard calls[token].progress == .serving else { return }
        let server = backends[calls[token].backend]
        calls[token].progress = .handling
        if let failure = calls[token].affliction?.failure {
            active.ledger.hit(failure.fault)
            if let recorder {
                let label = active.ledger.label(of: failure.fault)
                recorder.callMet("\(label): \(failure.status.code) instead of the work", calls[token].serial)
            }
            return handled(token, HTTPReply(failure.status))
        }
        hosts[server.host].counters.handled += 1
        guard let serving = server.serving else {
            let (request, body) = takeRequest(of: token)
            server.endpoint?.receive(request, body: body, answer: AnswerToken(slot: token))
            return
        }
        guard serving.process.isAlive else { return }
        // Without a capture list, which would make of it a concurrent closure behind a thunk.
        serving.process.start { await self.handle(token, by: serving) }
    }

    /// What the task of a request does.
    @inline(__always)
    private func handle(_ token: SlotToken, by serving: ServingProcess) async {
        guard calls.contains(token), calls[token].progress == .handling else { return }
        let (request, body) = takeRequest(of: token)
        let reply: HTTPReply
        do { reply = try await serving.service.respond(to: request, body: body) } catch {
            reply = HTTPReply(.internalServerError)
        }
        if serving.process.isAlive { handled(token, reply) }
    }

    /// Moves the body out: nothing reads it again.
    private func takeRequest(of token: SlotToken) -> (HTTPRequestHead, Payload) {
        let body = calls[token].body
        calls[token].body = .empty
        return (calls[token].request, body)
    }

    /// The handler is done: the reply travels back, and its worker turns to the next request.
    func handled(_ token: SlotToken, _ reply: HTTPReply) {
        guard calls.contains(token), calls[token].progress == .handling else { return }
        let backend = calls[token].backend
        if let affliction = calls[token].affliction {
            answer(token, with: reply, under: affliction)
        } else {
            answer(token, with: reply)
        }
        freeWorker(of: backend)
    }

    /// The handler is done, and has no reply.
    func dropped(_ token: SlotToken) {
        guard calls.contains(token), calls[token].progress == .handling else { return }
        let backend = calls[token].backend
        lose(token)
        freeWorker(of: backend)
    }

    @inline(__always)
    private func freeWorker(of backend: Int) {
        backends[backend].busy -= 1
        if backends[backend].isWaitedFor { workOn(backends[backend]) }
    }

    @inline(never)
    private func workOn(_ server: Backend) {
        while server.hasFreeWorker, let next = server.queue.popFirst() {
            serve(next, by: server, isFirstInLine: false)
        }
        if server.idleWaiter != nil, !server.isAtWork, let waiter = server.idleWaiter.take() { simulation.wake(waiter) }
    }

    func answer(_ token: SlotToken, with reply: HTTPReply, delayNanoseconds: Int64 = 0) {
        let sizeBytes = links[calls[token].link].answerLane == nil ? 0 : reply.body.nominalSize
        guard !reply.body.isReady(for: wire) else {
            return sendBack(.answered(reply), token, sizeBytes: sizeBytes, delayNanoseconds: delayNanoseconds)
        }
        // An answer that cannot be written fails at the server, as in a real one.
        let written = (try? reply.withBody(inForm: wire)) ?? HTTPReply(.internalServerError)
        sendBack(.answered(written), token, sizeBytes: sizeBytes, delayNanoseconds: delayNanoseconds)
    }

    func refuse(_ token: SlotToken) {
        sendBack(.failed(.connectionRefused(authority: hosts[calls[token].host].authority)), token)
    }

    func sendBack(
        _ outcome: CallOutcome, _ token: SlotToken, sizeBytes: Int = 0, delayNanoseconds: Int64 = 0
    ) {
        simulation.note(
            digest: Self.digest(of: outcome),
            of: "answer to \(calls[token].request.line) of \(links[calls[token].link].caller)")
        if let recorder {
            recorder.callAnswered(calls[token].serial, outcome.result, isAwaited: !calls[token].hasCallerGone)
        }
        if !calls[token].hasOutcomeForCaller { calls[token].outcome = outcome }
        calls[token].progress = .returning
        sendOutcome(token, sizeBytes: sizeBytes, delayNanoseconds: delayNanoseconds)
    }

    /// No outcome will come: the call ends when its caller gives up.
    func lose(_ token: SlotToken) {
        calls[token].progress = .lost
        if case .gone = calls[token].caller { calls.remove(token) }
    }

    func outcomeArrived(_ token: SlotToken) {
        // A second copy of the answer.
        guard calls[token].progress == .returning else { return }
        calls[token].progress = .ended
        simulation.note(NetworkTrace.outcomeArrived, of: calls[token].host, calls[token].serial)
        if let original = calls[token].original { return copyReturned(token, of: original) }
        if calls[token].hasOutcomeForCaller {
            if case .gone = calls[token].caller { calls.remove(token) }
            return
        }
        hand(over: token)
    }

    /// The caller waits from now on, until its outcome is there or its time is over.
    func wait(_ waiter: Waiter, for token: SlotToken) {
        calls[token].caller = .task(waiter)
        simulation.wake(waiter, at: VirtualInstant(nanoseconds: calls[token].deadlineAtNanoseconds))
    }

    /// Tells the caller that its outcome is there.
    func hand(over token: SlotToken) {
        calls[token].hasOutcomeForCaller = true
        switch calls[token].caller {
        case .gone: calls.remove(token)
        case .task(let waiter): if let waiter { simulation.wake(waiter) }
        case .machine(let receiver, let errand):
            let outcome = leaveWithOutcome(of: token)
            receiver.receive(outcome.result, word: errand)
        }
    }

    /// What came for a caller, who goes with it.
    private func leaveWithOutcome(of token: SlotToken) -> CallOutcome {
        guard let outcome = calls[token].outcome.take() else {
            preconditionFailure("A caller is told when its outcome arrives.")
        }
        report(outcome, of: token)
        leave(token)
        return outcome
    }

    func machineTimedOut(_ token: SlotToken) {
        guard case .machine(let receiver, let errand) = calls[token].caller else { return }
        receiver.receive(.failure(giveUp(token)), word: errand)
    }

    /// What came for the caller of an ended call.
    func takeOutcome(of token: SlotToken) throws(HTTPCallError) -> HTTPReply {
        switch leaveWithOutcome(of: token) {
        case .answered(let reply): return reply
        case .failed(let error): throw error
        }
    }

    /// The caller goes; the callee is not told.
    func giveUp(_ token: SlotToken) -> HTTPCallError {
        let (host, startedAtNanoseconds) = (calls[token].host, calls[token].startedAtNanoseconds)
        let waited = Duration.nanoseconds(calls[token].deadlineAtNanoseconds - startedAtNanoseconds)
        let error = HTTPCallError.timedOut(authority: hosts[host].authority, after: waited)
        report(.failed(error), of: token)
        leave(token)
        return error
    }

    /// The caller has ended before its call did.
    func abandon(_ token: SlotToken) {
        if let recorder { recorder.callAbandoned(calls[token].serial) }
        leave(token)
    }

    /// The caller waits no more, whatever the callee does.
    func leave(_ token: SlotToken) {
        calls[token].caller = .gone
        if calls[token].progress == .lost || calls[token].progress == .ended { calls.remove(token) }
    }

    private func report(_ outcome: CallOutcome, of token: SlotToken) {
        let latency = Duration.nanoseconds(simulation.now.nanoseconds - calls[token].startedAtNanoseconds)
        let (host, link) = (calls[token].host, LinkID(index: calls[token].link))
        if let recorder { recorder.callEnded(calls[token].serial, outcome.result) }
        switch outcome {
        case .answered(let reply):
            hosts[host].counters.finished += 1
            if reply.status.code >= 500 { hosts[host].counters.serverErrors += 1 }
            for place in hosts[host].observers.indices {
                hosts[host].observers[place].callFinished(
                    over: link, status: reply.status.code, latency: latency, path: calls[token].request.path)
            }
        case .failed(let error):
            switch error {
            case .connectionRefused: hosts[host].counters.refused += 1
            case .connectionReset: hosts[host].counters.reset += 1
            case .timedOut: hosts[host].counters.timedOut += 1
            case .unknownHost: preconditionFailure("A call has a host.")
            }
            for observer in hosts[host].observers {
                observer.callFailed(over: link, error, latency: latency, path: calls[token].request.path)
            }
        }
    }

    func isAtWork(_ backend: Int) -> Bool { backends[backend].isAtWork }

    /// Wakes who waits as soon as the backend, which is closed, has finished what it has taken.
    func tellWhenIdle(_ waiter: Waiter, of backend: Int) {
        precondition(!backends[backend].isOpen && isAtWork(backend), "A server that is done is not waited for.")
        backends[backend].idleWaiter = waiter
    }

    /// Ends a backend: no new requests. A crash also resets what it was at work on; otherwise that is finished.
    func close(_ backend: Int, isCrash: Bool) {
        let server = backends[backend]
        server.isOpen = false
        hosts[server.host].backends.removeAll { $0 == backend }
        guard isCrash else { return }
        let reset = HTTPCallError.connectionReset(authority: hosts[server.host].authority)
        let held: [Call.Progress] = [.queued, .serving, .handling]
        let underWay = calls.tokens { $0.backend == backend && held.contains($0.progress) }
        for token in underWay { sendBack(.failed(reset), token) }
        server.queue.removeAll()
        server.idleWaiter = nil
    }
}
