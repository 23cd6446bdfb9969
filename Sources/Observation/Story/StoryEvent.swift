import ServicePorts

/// One thing that happened in the story of a payment: when, where, what, and what it said.
package struct StoryEvent: Sendable {
    /// What sort of thing it is; the raw value is its word in every output.
    package enum Kind: String, CaseIterable, Sendable {
        /// Somebody's doing in front of a page.
        case citizen
        /// A debt position, or money.
        case money
        /// An HTTP request, as it leaves its caller.
        case call
        /// The same, of a poller that asks for a check.
        case poll
        /// The same, of an intermediary that tells its proxy.
        case notification
        /// What came of a request, as its caller hears it.
        case answer
        /// A record that was appended to a topic.
        case record
        /// A record that was handed to a consumer.
        case read
        /// An offset that a group stored.
        case commit
        /// A request to an object store or a database.
        case storeRead = "store_read"
        case storeWrite = "store_write"
        /// A row of the view.
        case row
        /// A fault that began, ended, or did something to a message.
        case fault
        /// Work that was stopped at a named moment for a while.
        case hold
        /// A process that ended at a named moment, or began again.
        case process
        /// A promise that broke.
        case finding
    }

    /// Nanoseconds since the scenario's start.
    package var instant: Int64
    /// Among all that was recorded: what stands first at one instant.
    package var order: Int
    /// What sort of thing it is.
    package var kind: Kind
    /// Where it happened: a replica, a host of the world, the citizens.
    package var place: String
    /// To whom it went, or from where it came; nil for what concerns its place alone.
    package var other: String?
    /// One line.
    package var text: String
    /// What was said; `.empty` where nothing was.
    package var body: Payload
    /// Whose versions follow each other, such as a topic's records of one payment: what changed is told of these.
    package var series: String?
    /// What the body says otherwise than the one before in its series.
    package var changes: [StoryChange]
    /// Joins a request with its answer, and a record with its readers.
    package var flow: String?

    /// Something that happened; what changed is found out when the story is told.
    package init(
        at instant: Int64, order: Int, _ kind: Kind, at place: String, with other: String? = nil, _ text: String,
        body: Payload = .empty, series: String? = nil, flow: String? = nil
    ) {
        self.instant = instant
        self.order = order
        self.kind = kind
        self.place = place
        self.other = other
        self.text = text
        self.body = body
        self.series = series
        self.flow = flow
        changes = []
    }

    /// The body as the text that a real wire carries, in either wire mode the same; nil where there is none.
    package var bodyText: String? {
        guard !body.isEmpty else { return nil }
        guard let bytes = try? body.wireBytes() else { return "(cannot be written)" }
        return String(validating: bytes, as: UTF8.self) ?? "(\(bytes.count) bytes)"
    }

    /// Whether the place is where an arrow begins: at the reader of a record it ends.
    package var isOutward: Bool { kind != .read && kind != .answer }
}

/// A member of a body that says something else than before.
package struct StoryChange: Sendable, Equatable {
    /// Such as `links.update.next_check_at`.
    package var path: String
    /// Nil where it was not there.
    package var before: String?
    /// Nil where it is gone.
    package var after: String?

    /// `status: PAYMENT_PENDING -> COMPLETE`.
    package var text: String {
        switch (before, after) {
        case (nil, let after?): "\(path): \(after)"
        case (_, nil): "\(path): gone"
        case (let before?, let after?): "\(path): \(before) -> \(after)"
        }
    }
}
