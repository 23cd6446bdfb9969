import ServicePorts

extension Moment {
    /// Events have been read, and queries do not see them yet.
    public static let viewBeforeFlush = Moment(
        "view.beforeFlush", "the view has read events; its tables do not show them")

    /// All that the view announces.
    public static let ofView: [Moment] = [.viewBeforeFlush]
}
