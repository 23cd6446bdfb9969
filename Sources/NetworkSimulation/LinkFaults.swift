import VirtualTime

/// What befalls the messages of a link, each direction for itself. Several on one link add up.
///
/// The rates are drawn message by message, each from a stream of its own, named by link, direction and fault.
public struct LinkFaults: Sendable, Equatable {
    /// A share of the messages that is held up, so that later ones overtake them.
    public struct Reordering: Sendable, Equatable {
        /// Of the messages.
        public var share: Ratio
        /// How long such a message is held up.
        public var delay: Distribution

        /// Holds a share of the messages up.
        public init(share: Ratio, delay: Distribution) {
            self.share = share
            self.delay = delay
        }
    }

    /// Added to the link's latency.
    public var addedDelay: Distribution?
    /// Messages that never arrive.
    public var loss = Ratio.never
    /// Messages that arrive twice, each copy after a delay of its own. A request is handled twice, and its caller takes
    /// the answer that comes first.
    public var duplicate = Ratio.never
    /// Messages that later ones overtake.
    public var reordering: Reordering?
    /// Bytes per second. Messages leave one after the other; each is as large as its nominal body size and
    /// `messageHeadBytes`.
    public var bandwidthBytesPerSecond: Int64?
    /// Nothing arrives.
    public var isCut = false
    /// What is sent is held until the fault ends, and arrives then in the order it was sent. What was on its way when
    /// the fault began arrives.
    public var isClogged = false

    /// Faults that do nothing yet.
    public init() {}

    /// Nothing goes wrong.
    public static let none = LinkFaults()

    /// What a message is taken to carry beside its body: a request or status line and the header fields of a small JSON
    /// call.
    public static let messageHeadBytes: Int64 = 400
}

/// Which ways over a link are meant, by the word for one of their messages.
public enum LinkDirections: String, Sendable, CaseIterable {
    /// From the caller to the host.
    case requests = "request"
    /// From the host back to the caller.
    case answers = "answer"
    /// Either way.
    case both
}

/// Links by the names of their caller and host, and the directions of them that are meant. Links that are first used
/// while a fault holds get it too.
public struct LinkTarget: Sendable, Hashable {
    /// Names of processes that call.
    public var caller: NamePattern
    /// Names of hosts that are called.
    public var authority: NamePattern
    /// Which of the link's messages are meant.
    public var directions: LinkDirections

    /// All links from such a caller to such a host, both ways unless said otherwise.
    public init(from caller: NamePattern, to authority: NamePattern, _ directions: LinkDirections = .both) {
        self.caller = caller
        self.authority = authority
        self.directions = directions
    }

    /// What is sent by the hosts of one group to those of another, whoever of them calls.
    public static func sent(by senders: HostGroup, to receivers: HostGroup) -> [LinkTarget] {
        var targets: [LinkTarget] = []
        for caller in senders.callers {
            for authority in receivers.authorities {
                targets.append(LinkTarget(from: caller, to: authority, .requests))
            }
        }
        for caller in receivers.callers {
            for authority in senders.authorities { targets.append(LinkTarget(from: caller, to: authority, .answers)) }
        }
        return targets
    }

    /// What two groups of hosts send each other.
    public static func between(_ one: HostGroup, and other: HostGroup) -> [LinkTarget] {
        sent(by: one, to: other) + sent(by: other, to: one)
    }
}

/// One side of a partition: the same hosts by the names they call under (those of processes) and are called by.
public struct HostGroup: Sendable, Hashable {
    /// The names under which they call.
    public var callers: [NamePattern]
    /// The names by which they are called.
    public var authorities: [NamePattern]

    /// One side, by both kinds of names.
    public init(callers: [NamePattern], authorities: [NamePattern]) {
        self.callers = callers
        self.authorities = authorities
    }
}
