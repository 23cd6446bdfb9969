import Twin

/// The cells of a sweep: each run of the series at each point, or one shard of them.
///
/// Every point has the same seeds, so that points differ by what was set and not by their citizens. Points that come to
/// the same scenario share their cells.
package struct SweepPlan: Sendable {
    /// A point, and what is run there.
    package struct Point: Sendable {
        /// What it sets.
        package let settings: [SweepPoint.Setting]
        /// Of the first run there.
        package let ticket: RunTicket
        /// Which of the distinct scenarios it is.
        package let block: Int
    }

    /// One run of one scenario.
    package struct Cell: Sendable, Equatable {
        /// Which of the distinct scenarios.
        package let block: Int
        /// Its place in the series.
        package let member: Int

        /// The cell of a scenario and a place in the series.
        package init(block: Int, member: Int) {
            self.block = block
            self.member = member
        }
    }

    /// In the order of the design.
    package let points: [Point]
    /// The runs at each point.
    package let series: RunSeries
    /// Which of the cells are meant.
    package let shard: Shard
    /// Of each distinct scenario the first point that has it.
    private let blocks: [Int]

    /// - Parameter ticket: of a point; what it throws, because the point cannot be, is thrown on.
    package init(
        _ points: [SweepPoint], series: RunSeries, shard: Shard = .whole,
        ticket: (Int, SweepPoint) throws -> RunTicket
    ) throws {
        precondition(!points.isEmpty, "A sweep has something to look at.")
        var blocks: [Int] = []
        var known: [String: Int] = [:]
        var planned: [Point] = []
        for (number, point) in points.enumerated() {
            let ticket = try ticket(number, point)
            let group = CellGroup(of: ticket)
            let key = "\(group.wire.rawValue) \(group.schedule.rawValue) \(group.scenario.text)"
            let block = known[key] ?? blocks.count
            if known[key] == nil {
                known[key] = block
                blocks.append(number)
            }
            planned.append(Point(settings: point.settings, ticket: ticket, block: block))
        }
        guard !blocks.count.multipliedReportingOverflow(by: series.count).overflow else {
            throw SweepRefusal("with so many seeds the sweep has more runs than can be counted; give fewer")
        }
        self.points = planned
        self.series = series
        self.shard = shard
        self.blocks = blocks
    }

    /// How many scenarios differ.
    package var blockCount: Int { blocks.count }

    /// How many cells there are in all shards.
    package var cellCount: Int { blocks.count * series.count }

    /// How many of them are meant.
    package var count: Int { shard.size(of: cellCount) }

    /// The cell at a place, counted from 0: of a shard as many of each point as can be.
    package func cell(at place: Int) -> Cell {
        let number = shard.cell(place)
        return Cell(block: number / series.count, member: number % series.count)
    }

    /// The place of a cell; nil for one of another shard.
    package func place(of cell: Cell) -> Int? {
        let number = cell.block * series.count + cell.member - (shard.number - 1)
        return number >= 0 && number.isMultiple(of: shard.count) ? number / shard.count : nil
    }

    /// The ticket of the first run of a distinct scenario.
    package func ticket(ofBlock block: Int) -> RunTicket { points[blocks[block]].ticket }

    /// What is run for a cell.
    package func ticket(of cell: Cell) -> RunTicket {
        var ticket = ticket(ofBlock: cell.block)
        (ticket.seed, ticket.replication) = (series[cell.member].seed, series[cell.member].replication)
        return ticket
    }
}
