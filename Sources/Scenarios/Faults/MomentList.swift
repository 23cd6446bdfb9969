import KsqlDB
import PaymentServices
import ServicePorts

/// The named moments as people read them.
public enum MomentList {
    /// Those of the services in the order of the flow, then those of the view.
    package static let all = Moment.ofServices + Moment.ofView

    /// The moment with this name; nil when nobody announces one.
    package static func moment(named name: String) -> Moment? { all.first { $0.description == name } }

    /// One line for each moment: its name, and what has been done by then.
    public static var lines: [String] {
        let width = all.map(\.description.count).max() ?? 0
        return all.map { moment in
            let name = moment.description
            return name + String(repeating: " ", count: width - name.count + 2) + moment.meaning.description
        }
    }
}
