/// What a service is for, in the order in which the services of an installation start.
package enum ServiceRole: Int, CaseIterable, Sendable {
    /// The view starts first, since the others ask it; the poller last, since it sets everything going.
    case view, core, dispatcher, dispatcherAPI, proxy, updater, checkoutAPI, poller
}
