import CoreMetrics
import ServicePorts

extension Surroundings {
    /// Makes the counters of one metric, which are told apart by how something ended: the label `result`.
    func counters(of metric: String) -> (_ result: String) -> Counter {
        { [metrics] in Counter(label: metric, dimensions: [("result", $0)], factory: metrics) }
    }
}
