import VirtualTime

/// What an agenda entry of the replica manager is about: a log or a broker by its number, of a log one of its copies,
/// and in which epoch. When that has passed by the time the entry is due, it means nothing.
struct CopyEntry: AgendaEntry, Hashable {
    /// Of the log or the broker, below 2 to the 24.
    let number: Int
    /// Of the copy among those of its log, below 2 to the 8.
    let place: Int
    /// Below 2 to the 28.
    let epoch: Int

    /// Traps where there is no room for one of them.
    init(_ number: Int, place: Int = 0, epoch: Int = 0) {
        precondition(number >= 0 && number >> 24 == 0, "An entry has room for 24 bits of a log or a broker.")
        precondition(place >= 0 && place >> 8 == 0, "An entry has room for 8 bits of a copy's place.")
        precondition(epoch >= 0 && epoch >> 28 == 0, "An entry has room for 28 bits of an epoch.")
        (self.number, self.place, self.epoch) = (number, place, epoch)
    }

    /// As much of an epoch as an entry has room for.
    static func epoch(_ number: some BinaryInteger) -> Int { Int(number) & 0x0FFF_FFFF }

    /// The epoch above the place above the number.
    var word: UInt64 { UInt64(epoch) << 32 | UInt64(place) << 24 | UInt64(number) }

    /// The entry that was kept as `word`.
    init(word: UInt64) {
        number = Int(word & 0xFF_FFFF)
        place = Int(word >> 24 & 0xFF)
        epoch = Int(word >> 32)
    }
}
