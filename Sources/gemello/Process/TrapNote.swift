import CTrapNote
import Scenarios

/// Says on standard error which run a trap has killed, because the trap of one simulation ends the program with all the
/// others: the note belongs to the thread that runs it.
enum TrapNote {
    static func listen() { trap_note_listen() }

    /// The line that a trap on this thread leaves behind from now on.
    static func begin(_ line: String) {
        let text = TerminalText.onOneLine("gemello: a defect of the program ended this run and all beside it: \(line)")
        trap_note_begin(text + "\n")
    }

    /// From now on a trap on this thread leaves nothing behind.
    static func end() { trap_note_end() }
}
