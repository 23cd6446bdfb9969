import Foundation
import FoundationNetworking
import Logging
import Synchronization

extension Construct {
    private static func hear(_ center: NotificationCenter, _ stage: Stage, _ number: Int) async {
        let name = Notification.Name("row")
        let token = center.addObserver(forName: name, object: nil, queue: nil) { _ in stage.say(number, "hears") }
        await Task.yield()
        center.post(name: name, object: nil)
        center.removeObserver(token)
    }

    static let foundation: [Construct] = [
        Construct("`NotificationCenter`", .deterministic) { stage in
            await stage.race { number in await hear(NotificationCenter(), stage, number) }
        },
        Construct("`NotificationCenter` with several who hear one name", .notSeenButFixedByHashing) { stage in
            let center = NotificationCenter()
            await stage.race(8) { number in await hear(center, stage, number) }
        },
        Construct("`URLSession`", .reported([.dispatchQueue])) { stage in
            guard let nowhere = URL(string: "http://127.0.0.1:1/") else { return }
            stage.outside.enter()
            URLSession.shared.dataTask(with: nowhere) { _, _, _ in stage.outside.leave() }.resume()
        },
        Construct("`FileHandle.readabilityHandler`", .reported([.dispatchSource])) { stage in
            let pipe = Pipe()
            stage.outside.enter()
            let end: FileHandle = pipe.fileHandleForReading
            end.readabilityHandler = { handle in
                handle.readabilityHandler = nil
                withExtendedLifetime(pipe) { stage.outside.leave() }
            }
            try? pipe.fileHandleForWriting.write(contentsOf: [1])
        },
        Construct("A socket of the machine", .reported([.socketOpened])) { _ in
            close(socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0))
        },
        Construct("`Process`", .reported([.programStarted])) { stage in
            let program = Process()
            program.executableURL = URL(fileURLWithPath: "/bin/true")
            let outside = stage.outside
            outside.enter()
            // Foundation keeps it, and would keep the simulation with it.
            program.terminationHandler = { _ in outside.leave() }
            do { try program.run() } catch { outside.leave() }
        },
        Construct("`JSONEncoder` with `sortedKeys`", .deterministic) { stage in
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            await stage.race { number in
                let values = Dictionary(uniqueKeysWithValues: (0..<16).map { ("key\($0)", $0 + number) })
                stage.say(String(decoding: (try? encoder.encode(values)) ?? Data(), as: UTF8.self))
            }
        },
        Construct("`JSONEncoder` with dates as `iso8601`", .deterministic) { stage in
            let encoder = JSONEncoder()
            encoder.dateEncodingStrategy = .iso8601
            await stage.race { number in
                let day = Date(timeIntervalSince1970: Double(number) * 86_400)
                stage.say(String(decoding: (try? encoder.encode([day])) ?? Data(), as: UTF8.self))
            }
        },
        Construct("`DateFormatter`", .reported([.wallClockRead])) { stage in
            stage.say(DateFormatter().string(from: Date(timeIntervalSince1970: 0)))
        },
        Construct("`ISO8601DateFormatter`", .reported([.wallClockRead])) { stage in
            stage.say(ISO8601DateFormatter().string(from: Date(timeIntervalSince1970: 0)))
        },
        Construct("`StreamLogHandler`", .reported([.wallClockRead])) { _ in
            let logger = Logger(label: "row") { StreamLogHandler(label: $0, stream: Nowhere()) }
            logger.critical("a line")
        },
        Construct("`Date.formatted(.iso8601)`", .deterministic) { stage in
            await stage.race { number in
                stage.say(Date(timeIntervalSince1970: Double(number) * 86_400).formatted(.iso8601))
            }
        },
    ]
}

private struct Nowhere: TextOutputStream {
    mutating func write(_ string: String) {}
}
