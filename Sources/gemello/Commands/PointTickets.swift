import Experiments
import Scenarios
import ServicePorts
import Twin

/// What is run at the points of a sweep or a sizing: one scenario, set in many ways.
struct PointTickets {
    var base: ScenarioBase
    /// As it was named.
    var file: String
    /// Set at every point.
    var settings: [String]
    var wire: PayloadForm?
    var schedule: Scenario.Schedule?
    private let version = CodeVersion.current()

    init(
        _ base: ScenarioBase, file: String, settings: [String], wire: PayloadForm?, schedule: Scenario.Schedule?
    ) {
        self.base = base
        self.file = file
        self.settings = settings
        self.wire = wire
        self.schedule = schedule
    }

    /// Of a point, which must be a scenario as a whole.
    /// - Parameters:
    ///   - number: among the points, counted from 0.
    ///   - seed: of the first run there.
    /// - Throws: `Failure`, which names the point.
    func ticket(
        _ point: [SweepPoint.Setting], number: Int, of count: Int, seed: UInt64
    ) throws(Failure) -> RunTicket {
        let set = point.map(\.text)
        let scenario: Scenario
        do { scenario = try base.scenario(settings: set) } catch {
            var error = error
            for setting in set where error.place.source == "--set \(setting)" {
                error.place.source = "--vary \(setting)"
            }
            let name = set.isEmpty ? "as it is" : set.joined(separator: ", ")
            throw Failure("point \(number + 1) of \(count) (\(name)) cannot be: \(error)")
        }
        return RunTicket(
            scenario, file: file, settings: settings + set, seed: seed, wire: wire, schedule: schedule,
            codeVersion: version)
    }
}
