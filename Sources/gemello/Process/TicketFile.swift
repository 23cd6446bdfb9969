import Foundation
import Scenarios
import Twin

/// A file with one ticket: alone, as a run's JSON object has it, or on one line of what a run told.
struct TicketFile {
    let path: String

    /// - Throws: `Failure` for what cannot be read and for several tickets, `RunTicketError` for what is none.
    func ticket() throws -> RunTicket {
        guard let data = FileManager.default.contents(atPath: path), let text = String(validating: data, as: UTF8.self)
        else { throw Failure("\(path): this is no file that can be read as text; give the path of a ticket") }
        let whole = text.withoutByteOrderMark
        let objects = whole.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("{") && $0.hasSuffix("}") }
        guard objects.count <= 1 else {
            throw Failure(
                "\(path): there are \(objects.count) lines that may be a ticket; give a file with the line of one run")
        }
        return try RunTicket(text: objects.first.map(String.init) ?? whole, source: path)
    }
}
