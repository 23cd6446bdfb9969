import Foundation
import Scenarios
import ServicePorts
import ShippedScenarios
import Testing

@testable import Twin

@Suite("Calls over the network are written as they were")
struct CallDumpTests {
    private struct Line: Decodable {
        var call: UInt64
        var ts: Int64
        var caller: String
        var host: String
        var server: String?
        var method: String
        var path: String
        var request: String?
        var status: Int?
        var answer: String?
        var retryAfterS: Int64?
        var error: String?
        var latencyUs: Int64?
        var unheardStatus: Int?
        var faults: [String]
    }

    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("calls-\(UUID().uuidString)")

    private func lines(of scenario: Scenario, wire: PayloadForm = .typed) throws -> (RunEnding, [Line]) {
        defer { try? FileManager.default.removeItem(at: folder) }
        let options = RunOptions(callsDirectory: folder.appendingPathComponent("new").path)
        let ending = try TwinRun(scenario: scenario, seed: 1, wire: wire, options: options).run()
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent("new").path)
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        var lines: [Line] = []
        for name in files.sorted() {
            let text = try String(contentsOf: folder.appendingPathComponent("new/\(name)"), encoding: .utf8)
            for line in text.split(separator: "\n") {
                let line = try decoder.decode(Line.self, from: Data(line.utf8))
                #expect(name == "\(line.host).ndjson")
                lines.append(line)
            }
        }
        return (ending, lines)
    }

    @Test("Every call stands once with its bodies, the same in either wire mode, and the run is the same")
    func everyCall() throws {
        let scenario = try ScenarioFolder.short()
        let (ending, lines) = try lines(of: scenario)
        let plain = try TwinRun(scenario: scenario, seed: 1).run()
        #expect(ending.findings == plain.findings)
        #expect(ending.callsTrouble == nil)
        #expect(Set(lines.map(\.call)).count == lines.count)
        let polls = lines.filter { $0.caller.hasPrefix("payments-poller") && $0.path.hasPrefix("/update/") }
        let measured = try #require(plain.measures.first { $0.name == "poller.calls" })
        #expect(measured.figure == .value(Double(polls.count)))
        let submission = try #require(lines.first { $0.method == "POST" && $0.caller == "citizens" })
        #expect(submission.status == 201)
        #expect(submission.request?.contains("\"payment_amount\"") == true)
        #expect(submission.answer?.hasPrefix("{\"id\":") == true)
        #expect(submission.server?.hasPrefix("core-") == true)
        #expect((submission.latencyUs ?? 0) > 0)
        let (_, bytes) = try self.lines(of: scenario, wire: .bytes)
        #expect(bytes.map(\.request) == lines.map(\.request))
        #expect(bytes.map(\.answer) == lines.map(\.answer))
    }

    @Test("A call whose answer a fault lost tells what became of it")
    func lostAnswers() throws {
        let (_, lines) = try lines(of: try ScenarioFolder.load("faults/intermediary-loses-answers"))
        let lost = lines.filter { $0.faults.contains { $0.contains("the answer is lost after the work") } }
        #expect(!lost.isEmpty)
        #expect(lost.allSatisfy { $0.status == nil && $0.answer == nil })
        #expect(lost.contains { $0.error?.contains("did not answer within") == true })
    }

    @Test("A call that was told to come back later says when")
    func toldToComeBackLater() throws {
        let (_, lines) = try lines(of: try ScenarioFolder.load("faults/intermediary-limits-rates"))
        let told = lines.filter { $0.status == 429 }
        #expect(!told.isEmpty && told.allSatisfy { ($0.retryAfterS ?? 0) > 0 })
        #expect(lines.allSatisfy { $0.retryAfterS == nil || $0.status == 429 || $0.status == 503 })
    }

    @Test("A folder that cannot be made, and a disk that is full, are named")
    func badPlaces() throws {
        let scenario = try ScenarioFolder.short()
        let error = try #require(throws: TwinRunError.self) {
            try TwinRun(scenario: scenario, seed: 1, options: RunOptions(callsDirectory: "/dev/null/calls")).run()
        }
        #expect(error == .callDump(path: "/dev/null/calls", reason: "the folder cannot be made"))
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let host = scenario.deployment.service(.core).servingHost
        let file = folder.appendingPathComponent("\(host).ndjson").path
        try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: "/dev/full")
        let ending = try TwinRun(scenario: scenario, seed: 1, options: RunOptions(callsDirectory: folder.path)).run()
        #expect(ending.callsTrouble == .callDump(path: file, reason: "No space left on device"))
    }
}
