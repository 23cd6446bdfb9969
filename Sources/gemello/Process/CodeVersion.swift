import Foundation

/// What tells this build of the program from another: the version and the first digits of the linker's build id, which
/// is a hash of the program's content.
enum CodeVersion {
    static let version = "0.1.0"

    private static let ownBuildID = buildID(ofELF: "/proc/self/exe")

    /// Whether another build of the program has another version: only then a run of the same one is the same run.
    static var tellsBuildsApart: Bool { ownBuildID != nil }

    static func current() -> String {
        guard let id = ownBuildID else { return version }
        return version + "+" + id.prefix(6).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// The GNU build id in the notes of an ELF file of 64 bits, little endian; nil where there is none.
    static func buildID(ofELF path: String) -> [UInt8]? {
        guard let file = FileHandle(forReadingAtPath: path), let data = try? file.read(upToCount: 1 << 16) else {
            return nil
        }
        let bytes = [UInt8](data)
        func number(_ offset: Int, _ width: Int) -> Int? {
            guard offset >= 0, offset + width <= bytes.count else { return nil }
            return (0..<width).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
        }
        guard bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1]), let table = number(32, 4), let size = number(54, 2),
            let count = number(56, 2)
        else { return nil }
        let (noteSegment, buildIDNote) = (4, 3)
        for entry in 0..<count where number(table + entry * size, 4) == noteSegment {
            guard var note = number(table + entry * size + 8, 4), let length = number(table + entry * size + 32, 4)
            else { return nil }
            let end = note + length
            while note < end, let nameSize = number(note, 4), let idSize = number(note + 4, 4) {
                let id = note + 12 + (nameSize + 3) / 4 * 4
                if number(note + 8, 4) == buildIDNote, id + idSize <= bytes.count {
                    return [UInt8](bytes[id..<id + idSize])
                }
                note = id + (idSize + 3) / 4 * 4
            }
        }
        return nil
    }
}
