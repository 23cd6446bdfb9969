import Glibc
import Testing

/// The small blocks that a thread has freed are used again whatever asks for memory, so that many runs in one process
/// take no more than one.
@Suite struct ReusedBlockTests {
    /// The address of a block that the thread's own list hands out next.
    private func freed(_ size: Int) -> UInt {
        let block = malloc(size)
        defer { free(block) }
        return UInt(bitPattern: block)
    }

    @Test("A block that was freed is handed out again where `malloc`'s own alignment is asked for", arguments: [8, 16])
    func aligned(alignment: Int) {
        var block: UnsafeMutableRawPointer?
        let next = freed(1_000)
        let code = posix_memalign(&block, alignment, 1_000)
        let found = UInt(bitPattern: block)
        free(block)
        #expect(code == 0 && found == next)
    }

    @Test("A block that was freed is handed out again where another one is to grow, with what was in that")
    func grown() throws {
        let small = try #require(malloc(200))
        memset(small, 7, 200)
        let next = freed(1_000)
        let block = realloc(small, 1_000)
        let (found, last) = (UInt(bitPattern: block), block?.load(fromByteOffset: 199, as: UInt8.self))
        free(block)
        #expect(found == next && last == 7)
    }

    @Test("What a block holds outlives every change of its size", arguments: [40, 1_000, 5_000, 300_000])
    func resized(size: Int) throws {
        for other in [16, 24, 900, 1_032, 1_033, 4_000, 1_000_000] {
            let block = try #require(malloc(size))
            memset(block, 9, size)
            let moved = try #require(realloc(block, other))
            let held = UnsafeRawBufferPointer(start: moved, count: min(size, other)).allSatisfy { $0 == 9 }
            free(moved)
            #expect(held, "\(size) to \(other)")
        }
    }

    @Test("A greater alignment is kept, and what is no power of two is refused", arguments: [32, 4_096])
    func aGreaterAlignment(alignment: Int) {
        var block: UnsafeMutableRawPointer?
        #expect(posix_memalign(&block, alignment, 100) == 0)
        #expect(UInt(bitPattern: block).isMultiple(of: UInt(alignment)))
        free(block)
        #expect(posix_memalign(&block, alignment - 8, 100) == EINVAL)
    }
}
