import Scenarios
import Twin

/// A file with one ticket: alone, as a run's JSON object has it, or on one line of what a run told.
struct TicketFile {
    let path: String

    /// The choices of a long run take some hundred megabytes.
    private static let bytesMax = 1_000_000_000
    /// How the object begins that says what many runs came to; its keys come in their order, and it has no ticket.
    private static let ofManyRuns = #"{"broken":"#

    /// The ticket, and the trace hash of its run where the file tells it.
    /// - Throws: `Failure` for what cannot be read and for several tickets, `RunTicketError` for what is none.
    func ticket() throws -> (ticket: RunTicket, traceHash: UInt64?) {
        let whole: String
        do { whole = try TextFile(at: path, called: "this", bytesMax: Self.bytesMax).text } catch {
            throw Failure("\(path): \(error.message); give the path of a ticket")
        }
        let objects = whole.split(whereSeparator: \.isNewline).filter {
            $0.hasPrefix("{") && $0.hasSuffix("}") && !$0.hasPrefix(Self.ofManyRuns)
        }
        guard objects.count <= 1 else {
            throw Failure(
                "\(path): there are \(objects.count) lines that may be a ticket; give a file with the line of one run")
        }
        return try RunTicket.read(objects.first.map(String.init) ?? whole, source: path)
    }
}
