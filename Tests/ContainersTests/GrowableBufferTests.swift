import Containers
import Testing

@Suite struct GrowableBufferTests {
    @Test("Growing doubles the room and keeps what is there")
    func growingDoublesTheRoom() {
        var buffer = GrowableBuffer<String>(capacity: 2)
        for place in 0..<2 { (buffer.base + place).initialize(to: "\(place)") }
        buffer.grow(moving: 2)
        let (capacity, kept) = (buffer.capacity, [buffer.base[0], buffer.base[1]])
        buffer.base.deinitialize(count: 2)
        #expect(capacity == 4)
        #expect(kept == ["0", "1"])
    }
}
