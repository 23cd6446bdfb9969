import VirtualTime

/// The cells of an answer, each with what its run came to, and which of them are run once more to see whether they
/// agree.
package struct CellAudit: Sendable {
    /// One run of one point.
    package struct Cell: Sendable, Equatable {
        /// Among the answer's points.
        package var point: Int
        /// What was set there, each as `PATH=VALUE`.
        package var settings: [String]
        package var seed: UInt64
        package var replication: UInt64
        /// Over every decision, delivery and change of state.
        package var traceHash: UInt64

        package init(point: Int, settings: [String], seed: UInt64, replication: UInt64, traceHash: UInt64) {
            self.point = point
            self.settings = settings
            self.seed = seed
            self.replication = replication
            self.traceHash = traceHash
        }
    }

    /// In the order of the points.
    package let cells: [Cell]

    /// Those of one answer.
    package init(_ cells: [Cell]) { self.cells = cells }

    /// Over all cells: two answers of one hash stand on the same runs. It seeds the draw.
    package var hash: UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func add(_ number: UInt64) {
            for shift in stride(from: 0, to: 64, by: 8) {
                hash = (hash ^ (number >> UInt64(shift) & 0xFF)) &* 0x100_0000_01B3
            }
        }
        for cell in cells {
            for setting in cell.settings {
                for byte in setting.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
                add(0)
            }
            add(cell.seed)
            add(cell.replication)
            add(cell.traceHash)
        }
        return hash
    }

    /// The places of so many cells, ascending and each once; all when there are not more.
    package func drawn(_ count: Int) -> [Int] {
        var stream = RandomStream(seed: hash, name: "size/audit", replication: 0)
        var places = Array(cells.indices)
        let wanted = min(count, places.count)
        for place in 0..<wanted {
            places.swapAt(place, place + Int(stream.next(below: UInt64(places.count - place))))
        }
        return places.prefix(wanted).sorted()
    }
}
