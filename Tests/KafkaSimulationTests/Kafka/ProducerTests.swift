import KafkaSimulation
import ServicePorts
import Testing
import VirtualTime

@Suite struct ProducerTests {
    @Test("Records that linger together go in one request")
    func recordsThatLingerTogether() throws {
        let play = BrokerPlay()
        play.send(["a", "b", "c"], by: try play.producer { $0.linger = .milliseconds(10) })
        play.run(until: 100)
        #expect(play.log == ["a@0 at 12", "b@1 at 12", "c@2 at 12"])
    }

    @Test("A full batch does not linger")
    func aFullBatchDoesNotLinger() throws {
        let play = BrokerPlay()
        // 121 bytes a record and 61 for the batch.
        let writer = try play.producer {
            $0.linger = .seconds(10)
            $0.batchSize = 61 + 2 * 121
        }
        play.send(["a", "b", "c"], by: writer)
        play.run(until: 100)
        #expect(play.log == ["a@0 at 2", "b@1 at 2"])
        play.run(until: 20_000)
        #expect(play.log.last == "c@2 at 10002")
    }

    @Test("Enqueued records go by themselves and flush waits for them")
    func enqueuedRecordsGo() throws {
        let play = BrokerPlay()
        let (process, producer) = try play.producer { $0.linger = .seconds(5) }
        process.start {
            do {
                for text in ["a", "b"] { try await producer.enqueue(BrokerPlay.record(text)) }
                play.log.append("enqueued at \(play.milliseconds)")
                try await producer.flush()
                play.log.append("flushed at \(play.milliseconds)")
                try await producer.enqueue(BrokerPlay.record("c"))
            } catch { play.log.append("\(error)") }
        }
        play.run(until: 1000)
        #expect(play.log == ["enqueued at 0", "flushed at 2"])
        #expect(try play.texts() == ["a", "b"])
        play.run(until: 6000)
        #expect(try play.texts() == ["a", "b", "c"])
    }

    @Test("Flush throws the first failure once")
    func flushThrowsTheFirstFailureOnce() throws {
        let play = BrokerPlay { $0.maxMessageBytes = 150 }
        let (process, producer) = try play.producer { $0.linger = .seconds(5) }
        process.start {
            try? await producer.enqueue(BrokerPlay.record("a"))
            do { try await producer.flush() } catch { play.log.append("\(error)") }
            do {
                try await producer.flush()
                play.log.append("clean")
            } catch { play.log.append("\(error)") }
        }
        play.run(until: 1000)
        #expect(play.log == ["recordTooLarge(size: 182, limit: 150)", "clean"])
    }

    @Test("No more requests than allowed are in flight and the rest gathers")
    func noMoreRequestsThan() throws {
        let play = BrokerPlay()
        let writer = try play.producer { $0.maxInFlightRequestsPerConnection = 2 }
        play.send(["a", "b", "c", "d"], by: writer)
        play.run(until: 100)
        #expect(play.log == ["a@0 at 2", "b@1 at 2", "c@2 at 4", "d@3 at 4"])
    }

    @Test("A full buffer blocks, and fails after `max.block.ms`")
    func aFullBufferBlocks() throws {
        let play = BrokerPlay()
        let writer = try play.producer {
            $0.bufferMemory = 250
            $0.maxBlock = .milliseconds(1)
        }
        play.send(["a", "b", "c"], by: writer)
        play.run(until: 100)
        #expect(play.log.contains("c: bufferExhausted at 1"))
        let patient = try play.producer("patient") { $0.bufferMemory = 250 }
        play.at(100) { play.send(["d", "e", "f"], by: patient) }
        play.run(until: 200)
        #expect(play.log.suffix(3) == ["d@2 at 102", "e@3 at 102", "f@4 at 104"])
    }

    @Test("A record larger than a request is refused at once")
    func aRecordLargerThan() throws {
        let play = BrokerPlay()
        play.send(["a"], by: try play.producer { $0.maxRequestSize = 181 })
        play.run(until: 100)
        #expect(play.log == ["a: recordTooLarge(size: 182, limit: 181) at 0"])
    }

    @Test("Without acks nobody waits, and a lost request is not missed")
    func withoutAcksNobody() throws {
        let play = BrokerPlay()
        play.kafka.inject(.produce(ProduceFaults(requestLost: .always)))
        play.send(["a"], by: try play.producer { $0.acks = .none })
        play.run(until: 200_000)
        #expect(play.log == ["a@-1 at 0"])
        #expect(try play.texts() == [])
    }

    @Test("A lost answer is retried and stored twice without idempotence")
    func aLostAnswerIsRetried() throws {
        let play = BrokerPlay()
        let fault = play.kafka.inject(
            .produce(ProduceFaults(acknowledgementLost: .always), clients: "wri*", topics: "no*"))
        play.send(["a"], by: try play.producer())
        play.at(1000) { play.kafka.remove(fault) }
        play.run(until: 60_000)
        #expect(play.log == ["a@1 at 30102"])
        #expect(try play.texts() == ["a", "a"])
        #expect(play.kafka.hits(of: fault).hit == 1)
    }

    @Test("A fault touches only the clients and topics it names")
    func aFaultTouchesOnly() throws {
        let play = BrokerPlay()
        play.kafka.inject(.produce(ProduceFaults(requestLost: .always), clients: "other*"))
        play.kafka.inject(.produce(ProduceFaults(requestLost: .always), topics: "elsewhere"))
        play.send(["a"], by: try play.producer())
        play.run(until: 100)
        #expect(play.log == ["a@0 at 2"])
    }

    /// More than one request in flight and no idempotence: a retry is overtaken.
    @Test("Retries reorder when several requests are in flight", arguments: [(5, ["b", "a"]), (1, ["a", "b"])])
    func retriesReorderWhenSeveral(inFlight: Int, order: [String]) throws {
        let play = BrokerPlay()
        let writer = try play.producer { $0.maxInFlightRequestsPerConnection = inFlight }
        let fault = play.kafka.inject(.produce(ProduceFaults(requestLost: .always)))
        play.send(["a"], by: writer)
        play.at(1) {
            play.kafka.remove(fault)
            play.send(["b"], by: writer)
        }
        play.run(until: 60_000)
        #expect(try play.texts() == order)
    }

    @Test("Delivery times out after all retries")
    func deliveryTimesOutAfterAllRetries() throws {
        let play = BrokerPlay()
        play.kafka.inject(.produce(ProduceFaults(requestLost: .always)))
        let writer = try play.producer {
            $0.deliveryTimeout = .seconds(10)
            $0.requestTimeout = .seconds(1)
        }
        play.send(["a"], by: writer)
        play.run(until: 60_000)
        #expect(play.log == ["a: deliveryTimedOut(topic: \"notes\") at 10000"])
        #expect(play.kafka.counters.produceRetries == 9)
    }

    @Test("Retries are counted")
    func retriesAreCounted() throws {
        let play = BrokerPlay()
        play.kafka.inject(.produce(ProduceFaults(requestLost: .always)))
        let writer = try play.producer {
            $0.requestTimeout = .seconds(1)
            $0.retries = 2
        }
        play.send(["a"], by: writer)
        play.run(until: 60_000)
        #expect(play.log == ["a: requestTimedOut(topic: \"notes\") at 3200"])
    }

    @Test("An answer slower than the time-out leads to a second copy")
    func anAnswerSlowerThan() throws {
        let play = BrokerPlay()
        let slow = play.kafka.inject(.slowRequests(by: .constant(.seconds(3)), clients: "writer"))
        play.send(["a"], by: try play.producer { $0.requestTimeout = .seconds(1) })
        play.at(500) { play.kafka.remove(slow) }
        play.run(until: 60_000)
        #expect(play.log == ["a@0 at 1102"])
        #expect(try play.texts() == ["a", "a"])
    }

    @Test("What a dead producer had buffered is lost and what was on the wire arrives")
    func whatADeadProducerHad() throws {
        let play = BrokerPlay()
        let (process, producer) = try play.producer { $0.linger = .milliseconds(5) }
        process.start {
            try? await producer.enqueue(BrokerPlay.record("a"))
            try? await process.clock.sleep(for: .milliseconds(5))
            try? await producer.enqueue(BrokerPlay.record("b"))
        }
        play.run(until: 5)
        play.at(5) { process.crash() }
        play.run(until: 100_000)
        #expect(try play.texts() == ["a"])
    }
}

/// KIP-98 and KIP-360, seen from outside.
@Suite struct IdempotentProducerTests {
    @Test("A lost answer leaves one copy")
    func aLostAnswerLeavesOneCopy() throws {
        let play = BrokerPlay()
        let fault = play.kafka.inject(.produce(ProduceFaults(acknowledgementLost: .always)))
        play.send(["a"], by: try play.producer { $0.enableIdempotence = true })
        play.at(1000) { play.kafka.remove(fault) }
        play.run(until: 60_000)
        #expect(play.log.count == 1 && play.log[0].hasPrefix("a@0 at 301"))
        #expect(try play.texts() == ["a"])
        #expect(play.kafka.counters.duplicatesDropped == 1)
    }

    @Test("Retries keep the order with five requests in flight")
    func retriesKeepTheOrder() throws {
        let play = BrokerPlay()
        let writer = try play.producer { $0.enableIdempotence = true }
        play.send(["first"], by: writer)
        play.run(until: 100)
        let fault = play.kafka.inject(.produce(ProduceFaults(requestLost: .always)))
        play.send(["a"], by: writer)
        play.at(101) {
            play.kafka.remove(fault)
            play.send(["b"], by: writer)
        }
        play.at(110) { play.send(["c"], by: writer) }
        play.run(until: 60_000)
        #expect(try play.texts() == ["first", "a", "b", "c"])
        #expect(play.log.count == 4)
    }

    @Test("Records lost by an unclean election begin a new epoch")
    func recordsLostByAnUnclean() throws {
        let play = BrokerPlay(brokers: 2, copies: 2) { $0.uncleanLeaderElectionEnable = true }
        let writer = try play.producer { $0.enableIdempotence = true }
        play.send(["a"], by: writer)
        play.at(1000) { play.stop(1) }
        play.at(10_000) { play.send(["b"], by: writer) }
        play.at(20_000) {
            play.stop(0)
            play.start(1)
        }
        play.at(30_000) { play.send(["c"], by: writer) }
        play.run(until: 60_000)
        #expect(try play.texts() == ["a", "c"])
        #expect(play.log.last?.hasPrefix("c@1 at 30") == true)
    }

    @Test(
        "Idempotence asks for what Kafka asks for",
        arguments: ["acks", "retries", "max.in.flight.requests.per.connection"])
    func idempotenceAsksForWhatKafka(setting: String) throws {
        let play = BrokerPlay()
        do {
            _ = try play.producer {
                $0.enableIdempotence = true
                switch setting {
                case "acks": $0.acks = .leader
                case "retries": $0.retries = 0
                default: $0.maxInFlightRequestsPerConnection = 6
                }
            }
            Issue.record("\(setting) was taken")
        } catch KafkaError.invalidSetting(let named, _) { #expect(named == setting) }
    }
}
