/// Settings of a service that exclude each other, or of which one does nothing beside the others.
package struct SettingRule<Configuration>: Sendable {
    /// What is wrong, and the way out.
    package typealias Complaint = (message: String, wayOut: String)

    /// As a scenario writes them behind the service's name, the one to complain of last.
    package let settings: [String]
    /// The complaint, which calls each setting by the name that it is handed for it; nil when all fit together.
    package let complaint: @Sendable (Configuration, _ name: (String) -> String) -> Complaint?

    package init(
        _ settings: String..., complaint: @escaping @Sendable (Configuration, (String) -> String) -> Complaint?
    ) {
        self.settings = settings
        self.complaint = complaint
    }
}
