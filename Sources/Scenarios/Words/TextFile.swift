import Foundation

/// The text of a file that a person gave, or why there is none.
package struct TextFile {
    /// Why there is no text; the way out is the caller's.
    package struct Trouble: Error {
        /// A sentence about what the caller called it.
        package var message: String
        var isMissing = false
    }

    /// Tells a file from others however its path is spelt.
    struct Identity: Equatable {
        var device: UInt64
        var number: UInt64
    }

    /// Without the mark with which some editors begin a file.
    package let text: String
    /// Nil for what is read once and comes from no file: standard input, a pipe.
    let identity: Identity?

    /// What stands for standard input.
    static let standardInput = ["-", "/dev/stdin"]

    /// Reads a file, or standard input where the path is `-`.
    /// - Parameters:
    ///   - subject: how the messages call it.
    ///   - bytesMax: no text that is meant is longer: what goes on and on is none.
    /// - Throws: `Trouble`.
    package init(at path: String, called subject: String, bytesMax: Int) throws(Trouble) {
        guard !path.utf8.contains(0) else { throw Trouble(message: "\(subject) has a NUL in its path") }
        let isInput = Self.standardInput.contains(path)
        let descriptor = isInput ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { throw Trouble(message: "there is no such file", isMissing: true) }
            throw Trouble(message: "\(subject) cannot be opened: \(Self.reason(errno))")
        }
        defer { if !isInput { close(descriptor) } }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw Trouble(message: "\(subject) cannot be read: \(Self.reason(errno))")
        }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw Trouble(message: "\(subject) is a folder") }
        let isFile = status.st_mode & S_IFMT == S_IFREG
        identity = isFile ? Identity(device: UInt64(status.st_dev), number: UInt64(status.st_ino)) : nil
        let bytes = try Self.bytes(of: descriptor, called: subject, max: bytesMax)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Trouble(message: "\(subject) is not UTF-8 text")
        }
        self.text = text.withoutByteOrderMark
    }

    private static func bytes(
        of descriptor: Int32, called subject: String, max bytesMax: Int
    ) throws(Trouble) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Trouble(message: "\(subject) cannot be read: \(reason(errno))") }
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
            guard bytes.count <= bytesMax else {
                throw Trouble(message: "\(subject) has more than \(bytesMax) bytes")
            }
        }
    }

    private static func reason(_ number: Int32) -> String { String(cString: strerror(number)).lowercased() }
}
