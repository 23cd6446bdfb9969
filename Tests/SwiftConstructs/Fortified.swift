import Glibc

/// Functions of the C library that code in C calls, and Swift does not: those with a list of arguments, and those that
/// a compiler calls in place of another when it knows how large the memory is, and some that are not everywhere.
enum Fortified {
    typealias Read = @convention(c) (Int32, UnsafeMutableRawPointer, Int, Int) -> Int
    typealias Receive = @convention(c) (Int32, UnsafeMutableRawPointer, Int, Int, Int32) -> Int
    typealias ReceiveFrom =
        @convention(c) (
            Int32, UnsafeMutableRawPointer, Int, Int, Int32, UnsafeMutableRawPointer?, UnsafeMutableRawPointer?
        ) -> Int
    typealias Poll = @convention(c) (UnsafeMutablePointer<pollfd>?, nfds_t, Int32, Int) -> Int32
    typealias PollWithMask =
        @convention(c) (
            UnsafeMutablePointer<pollfd>?, nfds_t, UnsafePointer<timespec>, UnsafePointer<sigset_t>?, Int
        ) -> Int32
    typealias Print = @convention(c) (Int32, UnsafePointer<CChar>) -> Int32
    typealias PrintChecked = @convention(c) (Int32, Int32, UnsafePointer<CChar>) -> Int32
    typealias PrintList = @convention(c) (Int32, Int32, UnsafePointer<CChar>, UnsafeRawPointer) -> Int32
    typealias ClockLock =
        @convention(c) (
            UnsafeMutablePointer<pthread_rwlock_t>, clockid_t, UnsafePointer<timespec>
        ) -> Int32
    typealias Open = @convention(c) (UnsafePointer<CChar>, Int32) -> Int32
    typealias OpenAt = @convention(c) (Int32, UnsafePointer<CChar>, Int32) -> Int32

    /// Hands over a list of no arguments, as C does: it is an address, or lies where its own address says.
    static func withList(_ body: (UnsafeRawPointer) -> Void) {
        withVaList([]) { list in
            withUnsafeBytes(of: list) { bytes in
                guard let place = bytes.baseAddress else { return }
                body(bytes.count == MemoryLayout<Int>.size ? place.load(as: UnsafeRawPointer.self) : place)
            }
        }
    }

    /// As a library that is loaded finds it.
    static func function<Function>(_ name: String, as type: Function.Type) -> Function {
        guard let address = dlsym(nil, name) else { preconditionFailure("The C library has \(name).") }
        return unsafeBitCast(address, to: type)
    }
}
