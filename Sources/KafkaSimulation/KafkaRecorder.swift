import ServicePorts

/// Hears in full what happens to records: who appended them, who was handed them, who committed them. Told
/// synchronously by the simulation's thread; whoever records changes nothing.
package protocol KafkaRecorder: AnyObject {
    /// A leader has appended a record.
    /// - Parameters:
    ///   - client: of the producer.
    ///   - payload: as the producer gave it, in either wire mode; `.empty` is a tombstone.
    func appended(_ offset: Int64, of partition: TopicPartition, by client: String, payload: Payload)
    /// A member of a group was handed a record.
    /// - Parameter client: of the member.
    func handedOut(
        _ offset: Int64, of partition: TopicPartition, to client: String, group: String, payload: Payload)
    /// A group's offset was stored: everything before it counts as read.
    func committed(_ offset: Int64, of partition: TopicPartition, by client: String, group: String)
    /// A new leader does not have the records from `offset` on.
    func lost(from offset: Int64, of partition: TopicPartition)
}

extension SimulatedKafka {
    /// Who hears of every record; nobody unless that is set, and then nothing is told.
    package var recorder: (any KafkaRecorder)? {
        get { produces.recorder }
        set {
            produces.recorder = newValue
            fetches.recorder = newValue
            replicas.recorder = newValue
        }
    }
}

extension ProduceServer {
    /// Tells of the records of a request that were appended from `base` on.
    @inline(never)
    func tellAppended(_ records: BatchRecords, from base: Int64, to log: LogID, by client: any ProduceClient) {
        guard let recorder else { return }
        let name = (client as? RecordSender)?.clientName ?? ""
        let partition = replicas.metadata.topicPartitions[log]
        switch records {
        case .one(let record): recorder.appended(base, of: partition, by: name, payload: record.payload)
        case .many(let records):
            for (position, record) in records.enumerated() {
                recorder.appended(base + Int64(position), of: partition, by: name, payload: record.payload)
            }
        }
    }
}
