/// The numbers of entries, found by the hashes of their keys: one flat table with linear probing, at most half full.
///
/// The keys stay with the entries, where whoever looks one up compares them: a look-up touches one word here and then
/// the entry itself. Hashes are the caller's, the same in every process; nothing can walk the table.
@usableFromInline
package struct KeyIndex: Sendable {
    /// The upper half of a hash over one more than the number of its entry; zero where nothing stands.
    @usableFromInline var places: [UInt64]
    /// How many entries the index holds.
    @usableFromInline package private(set) var count = 0

    /// An index of nothing.
    package init() { places = Array(repeating: 0, count: 16) }

    /// The number of the entry with this hash of which `isSame` is true; nil when there is none.
    @inlinable
    @inline(__always)
    package func number(of hash: UInt64, where isSame: (_ number: Int) -> Bool) -> Int? {
        let mask = places.count - 1
        let tag = hash >> 32
        var place = Int(truncatingIfNeeded: tag) & mask
        while true {
            let found = places[place]
            if found == 0 { return nil }
            if found >> 32 == tag {
                let number = Int(UInt32(truncatingIfNeeded: found)) - 1
                if isSame(number) { return number }
            }
            place = (place + 1) & mask
        }
    }

    /// Adds an entry, which must not be there.
    @usableFromInline
    package mutating func insert(_ number: Int, hash: UInt64) {
        precondition(number < Int(UInt32.max), "An index numbers four thousand million entries.")
        count += 1
        if 2 * count > places.count { grow() }
        store(Self.word(number, hash))
    }

    /// Takes an entry out, which must be there.
    @usableFromInline
    package mutating func remove(_ number: Int, hash: UInt64) {
        let word = Self.word(number, hash)
        let mask = places.count - 1
        var hole = Self.home(of: word, mask)
        while places[hole] != word {
            precondition(places[hole] != 0, "An entry that is taken out of an index is in it.")
            hole = (hole + 1) & mask
        }
        // What stands behind moves up wherever the hole lies between it and its home, or it would not be found.
        var next = (hole + 1) & mask
        while places[next] != 0 {
            if (next - Self.home(of: places[next], mask)) & mask >= (next - hole) & mask {
                places[hole] = places[next]
                hole = next
            }
            next = (next + 1) & mask
        }
        places[hole] = 0
        count -= 1
    }

    /// Leaves room for as many entries as will come, so that none of them has to move.
    @usableFromInline
    package mutating func removeAll(makingRoomFor expected: Int = 0) {
        var room = places.count
        while room < 2 * expected { room *= 2 }
        if room > places.count {
            places = Array(repeating: 0, count: room)
        } else {
            for place in places.indices { places[place] = 0 }
        }
        count = 0
    }

    private static func word(_ number: Int, _ hash: UInt64) -> UInt64 { (hash & ~0xFFFF_FFFF) | UInt64(number + 1) }

    private static func home(of word: UInt64, _ mask: Int) -> Int { Int(truncatingIfNeeded: word >> 32) & mask }

    private mutating func store(_ word: UInt64) {
        let mask = places.count - 1
        var place = Self.home(of: word, mask)
        while places[place] != 0 { place = (place + 1) & mask }
        places[place] = word
    }

    /// A word holds all of the hash that its place depends on, so no key is hashed again.
    private mutating func grow() {
        let former = places
        places = Array(repeating: 0, count: 2 * former.count)
        for word in former where word != 0 { store(word) }
    }
}

/// Hashes for an index: not meant to withstand anybody who chooses keys.
extension KeyIndex {
    @inlinable
    @inline(__always)
    static func mixed(_ hash: UInt64, with word: UInt64) -> UInt64 {
        let mixed = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
        return mixed ^ (mixed >> 29)
    }

    /// Of two words, such as those of an id.
    @inlinable
    @inline(__always)
    package static func hash(_ first: UInt64, _ second: UInt64) -> UInt64 {
        mixed(mixed(0, with: first), with: second) &* 0xBF58_476D_1CE4_E5B9
    }

    /// Of a text's UTF-8, eight bytes at a time.
    @inlinable
    package static func hash(_ text: String) -> UInt64 {
        withBytes(of: text) { bytes in
            var hash = UInt64(bytes.count)
            var offset = 0
            while offset + 8 <= bytes.count {
                hash = mixed(hash, with: load(bytes, offset))
                offset += 8
            }
            return mixed(hash, with: rest(of: bytes, from: offset)) &* 0xBF58_476D_1CE4_E5B9
        }
    }

    /// The last bytes, fewer than eight, the first of them in the highest place.
    @inlinable
    @inline(__always)
    static func rest(of bytes: UnsafeRawBufferPointer, from start: Int) -> UInt64 {
        let count = bytes.count - start
        // One load, together with bytes before them.
        if start > 0 { return load(bytes, bytes.count - 8).byteSwapped & (1 << UInt64(8 * count) - 1) }
        return bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Whether two texts are the same UTF-8, which texts that only look the same are not.
    @inlinable
    package static func isSame(_ first: String, _ second: String) -> Bool {
        let answer: Bool?? = first.utf8.withContiguousStorageIfAvailable { first in
            second.utf8.withContiguousStorageIfAvailable { second in
                areSame(UnsafeRawBufferPointer(first), UnsafeRawBufferPointer(second))
            }
        }
        if let answer = answer ?? nil { return answer }
        return first.utf8.elementsEqual(second.utf8)
    }

    @inlinable
    @inline(__always)
    static func areSame(_ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer) -> Bool {
        guard first.count == second.count else { return false }
        guard first.count >= 8 else { return first.elementsEqual(second) }
        let last = first.count - 8
        var offset = 0
        while offset < last {
            guard load(first, offset) == load(second, offset) else { return false }
            offset += 8
        }
        // The last eight, some of which have been compared.
        return load(first, last) == load(second, last)
    }

    @inlinable
    @inline(__always)
    static func withBytes<Result>(of text: String, _ read: (UnsafeRawBufferPointer) -> Result) -> Result {
        if let result = text.utf8.withContiguousStorageIfAvailable({ read(UnsafeRawBufferPointer($0)) }) {
            return result
        }
        return Array(text.utf8).withUnsafeBytes(read)
    }

    @inlinable
    @inline(__always)
    static func load(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
}
