/// What a service is for, in the order in which the services of an installation start.
package enum ServiceRole: Int, CaseIterable, Sendable {
    case view, core, dispatcher, dispatcherAPI, proxy, updater, checkoutAPI, poller
}
