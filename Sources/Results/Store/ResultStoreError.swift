import GRDB
import Statistics

/// Why a result database could not be opened, read or written: one line for people, with the path and the way out.
public struct ResultStoreError: Error, Equatable, CustomStringConvertible {
    /// What is wrong with the file, or with what was asked of it.
    public enum Problem: Equatable, Sendable {
        /// There is no file.
        case missing
        /// What is written there is gone when the process is.
        case keepsNothing(String)
        /// Some file, but no SQLite database; or one whose pages are broken.
        case notADatabase
        /// An SQLite database of another program.
        case foreign
        /// A database of this program in another version of its schema.
        case otherVersion(found: Int, known: Int)
        /// The file or its folder cannot be written.
        case readOnly
        /// The operating system refuses to open or make the file or its folder.
        case unopenable(String)
        /// The file is no longer where it was when it was opened.
        case moved
        /// There is no room for the run.
        case diskFull
        /// Another program was writing all the while.
        case busy
        /// The operating system could not read or write.
        case inputOutput
        /// There is no run with this id.
        case noRun(Int64)
        /// It has none at all.
        case noRuns
        /// It has runs, and none of them is meant.
        case noMatch(RunSelection, runs: Int)
        /// The run is there and is none of those that are meant.
        case notMeant(Int64, RunSelection)
        /// A run that this program cannot read, such as one whose scenario has keys that it does not know.
        case unreadableRun(String)
        /// A report query that cannot be run.
        case badQuery(String)
        /// Somebody asked for the end of it before it was there.
        case interrupted
        /// Whatever else the database's engine answers with, by its number.
        case other(code: Int)
    }

    /// The file that it is about: a database, a report, or a folder.
    public var path: String
    /// What is wrong there.
    public var problem: Problem

    /// An error about a file.
    public init(path: String, problem: Problem) {
        self.path = path
        self.problem = problem
    }

    /// The file, what is wrong, and the way out, in one line.
    public var description: String { "\(path.isEmpty ? "''" : path): \(sentence)" }

    private var sentence: String {
        switch problem {
        case .missing: "there is no such database; name one that `gemello run --db` has written"
        case .keepsNothing(let reason): "no run would be kept there (\(reason)); give --db the path of a file"
        case .notADatabase:
            "this is not an SQLite database, or it is damaged; it was left as it is: choose another --db, "
                + "or move the file away"
        case .foreign: "this SQLite database belongs to another program; it was left as it is: choose another --db"
        case .otherVersion(let found, let known):
            "the database has schema version \(found), this gemello knows version \(known); "
                + "it was left as it is: choose another --db, or use the gemello that wrote it"
        case .readOnly: "the file or its folder is read-only; make it writable or choose another --db"
        case .unopenable(let reason): "cannot be opened (\(reason)); choose another place or mend its folder"
        case .moved: "the file was moved or deleted meanwhile; repeat the run"
        case .diskFull:
            "the disk is full; free space or choose another --db, then repeat the run; the runs stored before are whole"
        case .busy: "another program is writing to the database; wait for it or choose another --db"
        case .inputOutput: "reading or writing failed; check the disk; the runs stored before are whole"
        case .noRun(let id): "holds no run \(id); `gemello report` lists those it has"
        case .noRuns: "holds no run; `gemello run SCENARIO --db FILE` stores one"
        case .noMatch(let selection, let runs):
            "holds \(HumanUnits.counted(runs, "runs")), and none has \(selection.words); "
                + "`gemello report` without filters lists them"
        case .notMeant(let id, let selection):
            "holds run \(id), which does not have \(selection.words); leave out --run or the filter"
        case .unreadableRun(let reason): "a run cannot be read (\(reason)); use the gemello that stored it"
        case .badQuery(let reason): "the report is refused: \(reason); mend the file or remove it"
        case .interrupted: "the report was interrupted; what was stored before is whole"
        case .other(let code):
            "the database cannot do what was asked (SQLite's error \(code)); choose another --db, or move the file away"
        }
    }

    init(path: String, cause: any Error) {
        self.init(path: path, problem: Self.problem(of: cause, at: path))
    }

    private static func problem(of cause: any Error, at path: String) -> Problem {
        if let known = cause as? ResultStoreError { return known.problem }
        guard let error = cause as? DatabaseError else { return .other(code: Int(ResultCode.SQLITE_ERROR.rawValue)) }
        return switch error.resultCode {
        case .SQLITE_NOTADB, .SQLITE_CORRUPT: .notADatabase
        case .SQLITE_READONLY where error.extendedResultCode == .SQLITE_READONLY_DBMOVED: .moved
        case .SQLITE_READONLY, .SQLITE_PERM: .readOnly
        case .SQLITE_CANTOPEN: .unopenable(DatabaseFile.obstacle(at: path))
        case .SQLITE_FULL: .diskFull
        case .SQLITE_BUSY, .SQLITE_LOCKED: .busy
        case .SQLITE_IOERR: .inputOutput
        default: .other(code: Int(error.extendedResultCode.rawValue))
        }
    }
}
