/// How a fault is written: the reverse of reading its entry.
extension FaultSpecification {
    var entry: FaultEntry {
        var entry = FaultEntry(kind)
        entry[FaultKeys.name] = name
        entry[FaultKeys.target] = target
        switch beginning {
        case .always(let window): entry[FaultKeys.during] = window
        case .once(let instant): entry[FaultKeys.at] = instant
        case .every(let step, let first):
            entry[FaultKeys.every] = step
            switch first {
            case .start: break
            case .at(let instant): entry[FaultKeys.at] = instant
            case .window(let window): entry[FaultKeys.during] = window
            }
        case .random(let rate, let window):
            entry[FaultKeys.rate] = rate
            entry[FaultKeys.during] = window
        case .moment(let moment, let passages):
            entry[FaultKeys.when] = moment.description
            switch passages {
            case .each: break
            case .occurrence(let number): entry[FaultKeys.occurrence] = number
            case .share(let share): entry[FaultKeys.share] = share
            }
        }
        entry[FaultKeys.length] = length
        effect.write(to: &entry)
        return entry
    }
}

extension FaultEffectKind {
    var kind: FaultKind {
        switch self {
        case .process(let trouble): trouble.kind
        case .passage(.hold): .hold
        case .passage(.delay): .delay
        case .clock(.offset): .clockOffset
        case .clock(.drift): .clockDrift
        case .clock(.step): .clockStep
        case .link(let trouble): trouble.kind
        case .host(let trouble): trouble.kind
        case .gateway(.cutOff): .gatewayCutOff
        case .store(let trouble): trouble.kind
        case .kafka(let trouble): trouble.kind
        }
    }

    fileprivate func write(to entry: inout FaultEntry) {
        switch self {
        case .process(let trouble): trouble.write(to: &entry)
        case .passage(.hold(let moment, let longest)):
            entry[FaultKeys.until] = moment.description
            entry[FaultKeys.atMost] = longest
        case .passage(.delay(let delay)): entry[FaultKeys.delay] = delay
        case .clock(.offset(let offset)), .clock(.step(let offset)): entry[FaultKeys.offset] = offset
        case .clock(.drift(let drift)): entry[FaultKeys.drift] = drift
        case .link(let trouble): trouble.write(to: &entry)
        case .host(let trouble): trouble.write(to: &entry)
        case .gateway(.cutOff): break
        case .store(let trouble): trouble.write(to: &entry)
        case .kafka(let trouble): trouble.write(to: &entry)
        }
    }
}

extension ProcessTrouble {
    fileprivate var kind: FaultKind {
        switch self {
        case .crash: .crash
        case .rollingRestart: .rollingRestart
        case .rollingCrash: .rollingCrash
        case .outOfMemory: .outOfMemory
        case .pause: .pause
        case .slowCPU: .slowCPU
        }
    }

    fileprivate func write(to entry: inout FaultEntry) {
        switch self {
        case .crash(let restart): entry[FaultKeys.restart] = restart
        case .rollingRestart(let restart, let between, let gracePeriod):
            entry[FaultKeys.restart] = restart.map(Downtime.lasting)
            entry[FaultKeys.between] = between
            entry[FaultKeys.gracePeriod] = gracePeriod
        case .rollingCrash(let restart, let between):
            entry[FaultKeys.restart] = restart.map(Downtime.lasting)
            entry[FaultKeys.between] = between
        case .outOfMemory(let lifetime, let restart):
            entry[FaultKeys.lifetime] = lifetime
            entry[FaultKeys.restart] = restart.map(Downtime.lasting)
        case .pause: break
        case .slowCPU(let time): entry[FaultKeys.delay] = .fixed(time)
        }
    }
}

extension LinkTrouble {
    fileprivate var kind: FaultKind {
        switch self {
        case .delay: .linkDelay
        case .loss: .linkLoss
        case .duplicate: .linkDuplicate
        case .reorder: .linkReorder
        case .bandwidth: .linkBandwidth
        case .partition: .linkPartition
        case .clog: .linkClog
        }
    }

    fileprivate func write(to entry: inout FaultEntry) {
        switch self {
        case .delay(let delay, let direction):
            entry[FaultKeys.delay] = delay
            entry[FaultKeys.direction] = direction
        case .loss(let share, let direction):
            entry[FaultKeys.share] = share
            entry[FaultKeys.direction] = direction
        case .duplicate(let share): entry[FaultKeys.share] = share
        case .reorder(let delay, let share, let direction):
            entry[FaultKeys.delay] = delay
            entry[FaultKeys.share] = share
            entry[FaultKeys.direction] = direction
        case .bandwidth(let bandwidth, let direction):
            entry[FaultKeys.bandwidth] = bandwidth
            entry[FaultKeys.direction] = direction
        case .partition(let direction), .clog(let direction): entry[FaultKeys.direction] = direction
        }
    }
}

extension HostTrouble {
    fileprivate var kind: FaultKind {
        switch self {
        case .calls(let trouble, _, _): trouble.kind
        case .down: .hostDown
        case .maintenance: .hostMaintenance
        case .rateLimit: .hostRateLimit
        case .slow: .hostSlow
        case .slowStart: .hostSlowStart
        }
    }

    fileprivate func write(to entry: inout FaultEntry) {
        switch self {
        case .calls(let trouble, let share, _):
            trouble.write(to: &entry)
            entry[FaultKeys.share] = share
        case .down, .maintenance: break
        case .rateLimit(let limit, let window, let burst, _):
            entry[FaultKeys.limit] = limit
            entry[FaultKeys.window] = window
            entry[FaultKeys.burst] = burst
        case .slow(let factor, _), .slowStart(let factor, _): entry[FaultKeys.factor] = factor
        }
        filter.write(to: &entry)
    }
}

extension CallTrouble {
    fileprivate var kind: FaultKind {
        switch self {
        case .refused: .hostRefuse
        case .unanswered: .hostUnanswered
        case .resetBefore: .hostResetBefore
        case .resetAfter: .hostResetAfter
        case .answerLost: .hostAnswerLost
        case .dribble: .hostDribble
        case .emptyAnswer: .hostEmptyAnswer
        case .malformedAnswer: .hostMalformedAnswer
        case .error: .hostError
        }
    }

    fileprivate func write(to entry: inout FaultEntry) {
        switch self {
        case .dribble(let delay): entry[FaultKeys.delay] = delay
        case .error(let status): entry[FaultKeys.status] = status
        case .refused, .unanswered, .resetBefore, .resetAfter, .answerLost, .emptyAnswer, .malformedAnswer: break
        }
    }
}

extension CallFilter {
    fileprivate func write(to entry: inout FaultEntry) {
        entry[FaultKeys.method] = method
        entry[FaultKeys.path] = path
        entry[FaultKeys.replica] = replica
    }
}

extension StoreTrouble {
    fileprivate var kind: FaultKind {
        switch self {
        case .putFails: .storePutFails
        case .putAnswerLost: .storePutAnswerLost
        case .staleRead: .storeStaleRead
        case .listLag: .storeListLag
        case .unavailable: .storeUnavailable
        case .delay: .storeDelay
        }
    }

    fileprivate func write(to entry: inout FaultEntry) {
        switch self {
        case .putFails(let share), .putAnswerLost(let share), .unavailable(let share): entry[FaultKeys.share] = share
        case .staleRead(let share, let age):
            entry[FaultKeys.share] = share
            entry[FaultKeys.age] = age
        case .listLag(let age): entry[FaultKeys.age] = age
        case .delay(let delay): entry[FaultKeys.delay] = delay
        }
    }
}

extension KafkaTrouble {
    fileprivate var kind: FaultKind {
        switch self {
        case .brokerDown: .kafkaBrokerDown
        case .leaderFailover: .kafkaLeaderFailover
        case .replicationLag: .kafkaReplicationLag
        case .produceLost: .kafkaProduceLost
        case .acknowledgementLost: .kafkaAcknowledgementLost
        case .delay: .kafkaDelay
        case .coordinatorDown: .kafkaCoordinatorDown
        }
    }

    fileprivate func write(to entry: inout FaultEntry) {
        switch self {
        case .brokerDown, .coordinatorDown: break
        case .leaderFailover(let broker): entry[FaultKeys.to] = broker
        case .replicationLag(let delay): entry[FaultKeys.delay] = delay
        case .produceLost(let share), .acknowledgementLost(let share): entry[FaultKeys.share] = share
        case .delay(let delay): entry[FaultKeys.delay] = delay
        }
    }
}
