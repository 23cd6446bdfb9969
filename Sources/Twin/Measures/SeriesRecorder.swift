import VirtualTime

/// Figures over virtual time: one value per resolution step, for counts that happen in between and for gauges that are
/// read at the end of each step.
struct SeriesRecorder: Sendable {
    struct ID: Sendable { let index: Int }

    let resolution: Duration
    private let step: Int64
    private var series: [TimeSeries] = []
    private var isCount: [Bool] = []

    init(resolution: Duration, steps: Int) {
        self.resolution = resolution
        step = resolution.wholeNanoseconds
        capacity = steps
    }

    private let capacity: Int

    /// A series of events per second.
    mutating func addCount(_ name: String) -> ID { add(name, unit: "1/s", isCount: true) }

    /// A series of levels.
    mutating func addGauge(_ name: String, unit: String) -> ID { add(name, unit: unit, isCount: false) }

    private mutating func add(_ name: String, unit: String, isCount: Bool) -> ID {
        var values: [Double] = []
        values.reserveCapacity(capacity)
        series.append(TimeSeries(name: name, unit: unit, resolution: resolution, values: values))
        self.isCount.append(isCount)
        return ID(index: series.count - 1)
    }

    @inline(__always)
    mutating func happened(_ id: ID, at nanoseconds: Int64) {
        let bin = Int(nanoseconds / step)
        while series[id.index].values.count <= bin { series[id.index].values.append(0) }
        series[id.index].values[bin] += 1
    }

    mutating func sample(_ id: ID, _ value: Double) { series[id.index].values.append(value) }

    /// All series, counts turned into rates, each as long as the run.
    func finished(at nanoseconds: Int64) -> [TimeSeries] {
        let bins = Int((nanoseconds + step - 1) / step)
        let seconds = Double(step) / 1e9
        return series.indices.map { index in
            var finished = series[index]
            if isCount[index] {
                while finished.values.count < bins { finished.values.append(0) }
                finished.values = finished.values.map { $0 / seconds }
            }
            return finished
        }
    }
}
