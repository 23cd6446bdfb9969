import Foundation
import HTTPTypes
import NetworkSimulation
import ServicePorts
import VirtualTime

/// Writes every call of a run over the network to one file for each host, in the order in which they are over.
final class CallDump: NetworkRecorder {
    /// A call that its caller or its callee still works on.
    private struct Open {
        var line: CallLine
        let startedAtNanoseconds: Int64
        var hasEnded = false
        var isAnswered = false
    }

    private let network: SimulatedNetwork
    private let simulation: Simulation
    private let folder: String
    private var files: [String: CallFile] = [:]
    /// In the order of their first call.
    private var hosts: [String] = []
    private var open: [UInt64: Open] = [:]
    /// The call that each copy is of.
    private var originals: [UInt64: UInt64] = [:]
    private(set) var failure: TwinRunError?

    /// A file that cannot be copied has one owner.
    private final class CallFile {
        var file: NDJSONFile
        init(_ file: consuming NDJSONFile) { self.file = file }
    }

    /// Makes the folder when it is absent.
    /// - Throws: `TwinRunError.callDump`.
    init(folder: String, of network: SimulatedNetwork) throws(TwinRunError) {
        self.folder = folder
        self.network = network
        simulation = network.simulation
        do { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) } catch {
            throw .callDump(path: folder, reason: "the folder cannot be made")
        }
        guard FileManager.default.isWritableFile(atPath: folder) else {
            throw .callDump(path: folder, reason: "the folder is read-only")
        }
    }

    /// Writes what is left; calls that are still under way have neither answer nor error.
    func finish() {
        for call in open.keys.sorted() { write(call) }
        for host in hosts {
            guard let file = files[host] else { continue }
            file.file.flush()
            note(file)
        }
    }

    // MARK: Calls

    func callLeft(_ call: UInt64, over link: LinkID, _ request: HTTPRequestHead, body: Payload) {
        let line = CallLine(
            call: call, ts: simulation.wallMilliseconds, caller: network.caller(of: link),
            host: network.authority(of: network.host(of: link)), method: request.method.rawValue, path: request.path,
            request: text(of: body))
        open[call] = Open(line: line, startedAtNanoseconds: simulation.now.nanoseconds)
    }

    func callCopied(_ copy: UInt64, of call: UInt64) { originals[copy] = call }

    func callArrived(_ call: UInt64, at server: String) {
        guard open[call] != nil, !server.hasPrefix("endpoint-") else { return }
        open[call]?.line.server = server
    }

    func callAnswered(_ call: UInt64, _ outcome: Result<HTTPReply, HTTPCallError>, isAwaited: Bool) {
        if originals.removeValue(forKey: call) != nil { return }
        guard open[call] != nil else { return }
        open[call]?.isAnswered = true
        if !isAwaited, case .success(let reply) = outcome { open[call]?.line.unheardStatus = reply.status.code }
        if open[call]?.hasEnded == true { write(call) }
    }

    func callEnded(_ call: UInt64, _ outcome: Result<HTTPReply, HTTPCallError>) {
        guard let started = open[call]?.startedAtNanoseconds else { return }
        switch outcome {
        case .success(let reply):
            open[call]?.line.status = reply.status.code
            open[call]?.line.answer = text(of: reply.body)
            open[call]?.line.retryAfterSeconds = reply.headerFields[.retryAfter].flatMap { Int64($0) }
        case .failure(let error): open[call]?.line.error = error.description
        }
        open[call]?.line.latencyMicroseconds = (simulation.now.nanoseconds - started) / 1_000
        end(call)
    }

    func callAbandoned(_ call: UInt64) {
        open[call]?.line.error = "its caller ended first"
        end(call)
    }

    func callMet(_ trouble: String, _ call: UInt64) { open[originals[call] ?? call]?.line.faults.append(trouble) }

    private func end(_ call: UInt64) {
        open[call]?.hasEnded = true
        if open[call]?.isAnswered == true { write(call) }
    }

    // MARK: Files

    private func text(of body: Payload) -> String? {
        do { return try CallLine.text(of: body) } catch {
            failure = failure ?? .callDump(path: folder, reason: "a body cannot be encoded: \(error)")
            return nil
        }
    }

    private func write(_ call: UInt64) {
        guard let line = open.removeValue(forKey: call)?.line, failure == nil else { return }
        guard let file = file(of: line.host) else { return }
        do { try file.file.append(line) } catch {
            failure = .callDump(path: file.file.path, reason: "a call cannot be encoded: \(error)")
        }
        note(file)
    }

    private func file(of host: String) -> CallFile? {
        if let file = files[host] { return file }
        let path = "\(folder)/\(Self.fileName(of: host)).ndjson"
        do throws(NDJSONFile.Refusal) {
            let file = CallFile(try NDJSONFile(path))
            files[host] = file
            hosts.append(host)
            return file
        } catch {
            failure = .callDump(path: path, reason: error.reason)
            return nil
        }
    }

    private func note(_ file: CallFile) {
        guard failure == nil, let reason = file.file.failure else { return }
        failure = .callDump(path: file.file.path, reason: reason)
    }

    /// A host's name may have what no file's name should.
    static func fileName(of host: String) -> String {
        String(host.map { $0.isLetter || $0.isNumber || "-._".contains($0) ? $0 : "_" })
    }
}
