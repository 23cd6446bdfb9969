import Foundation
import Scenarios

/// Says on standard error which run a trap has killed, because the trap of one simulation ends the program with all the
/// others: the note belongs to the thread that runs it.
enum TrapNote {
    private static let signals = [SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE]
    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        return key
    }()

    /// What was to happen at each signal before; read by the handler, hence in memory that never moves.
    nonisolated(unsafe) private static let former = {
        let former = UnsafeMutablePointer<sigaction>.allocate(capacity: 65)
        former.initialize(repeating: sigaction(), count: 65)
        return former
    }()

    /// The first handler of a trap writes the note and hands on to whoever was there before: core dumps and backtraces
    /// stay.
    static func listen() {
        _ = key
        for number in signals {
            var action = sigaction()
            action.__sigaction_handler.sa_handler = { number in
                if let note = pthread_getspecific(TrapNote.key)?.assumingMemoryBound(to: CChar.self) {
                    _ = write(STDERR_FILENO, note, strlen(note))
                }
                sigaction(number, TrapNote.former + Int(number), nil)
                raise(number)
            }
            sigaction(number, &action, former + Int(number))
        }
    }

    /// The line that a trap on this thread leaves behind from now on.
    static func begin(_ line: String) {
        end()
        let text = TerminalText.onOneLine("gemello: a defect of the program ended this run and all beside it: \(line)")
        pthread_setspecific(key, strdup(text + "\n"))
    }

    /// From now on a trap on this thread leaves nothing behind.
    static func end() {
        free(pthread_getspecific(key))
        pthread_setspecific(key, nil)
    }
}
