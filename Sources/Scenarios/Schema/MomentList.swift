import PaymentServices
import ServicePorts

/// The named moments as people read them.
public enum MomentList {
    /// One line for each moment in the order of the flow: its name, and what has been done by then.
    public static var lines: [String] {
        let width = Moment.ofServices.map(\.description.count).max() ?? 0
        return Moment.ofServices.map { moment in
            let name = moment.description
            return name + String(repeating: " ", count: width - name.count + 2) + moment.meaning.description
        }
    }
}
