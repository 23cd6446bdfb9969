import Observation
import Scenarios

/// A promise that only one service can break, and why no mistake of another could.
struct SoleBreaker: Sendable {
    let promise: Invariant
    let service: ServiceRole
    let reason: String
    /// Whether the reason holds of who calls whom.
    let isAlone: @Sendable (Deployment) -> Bool

    static let all = [
        SoleBreaker(
            promise: .acceptedIsPublished, service: .core,
            reason: "It says 201 itself, and it alone tells of applications: between it and the topic stands only the "
                + "gateway, which is none of the services and has faults of its own.",
            isAlone: coreAloneTellsOfApplications),
        SoleBreaker(
            promise: .submissionAcquired, service: .core,
            reason: "From 1900 to 2000 its own job moves an application, by its own database; others hear of it, and "
                + "nobody is asked.",
            isAlone: { coreAloneTellsOfApplications($0) && $0.services.count { $0.bucket == "core" } == 1 }),
        SoleBreaker(
            promise: .dispatchAfterAnswer, service: .dispatcher,
            reason: "It is about the order of what the dispatcher does: whatever the view answers, be it wrong, is an "
                + "answer. The dispatcher API makes payments, too, and nobody asks it to.",
            isAlone: { deployment in
                !deployment.services.contains { $0.role == .dispatcherAPI && deployment.isBusy($0) }
            }),
    ]

    private static let coreAloneTellsOfApplications: @Sendable (Deployment) -> Bool = { deployment in
        let core = deployment.services.filter { $0.role == .core }.flatMap(\.processes).map(\.name)
        let tellers = deployment.calls.filter { $0.host == deployment.gateway.host }.map(\.caller)
        return !tellers.isEmpty && tellers.allSatisfy(core.contains)
    }
}
