import GRDB

/// Why a result database could not be opened, read or written: one line for people, with the path and the way out.
public struct ResultStoreError: Error, Equatable, CustomStringConvertible {
    public enum Problem: Equatable, Sendable {
        case missing
        /// Some file, but no SQLite database; or one whose pages are broken.
        case notADatabase
        /// An SQLite database of another program.
        case foreign
        case otherVersion(found: Int, known: Int)
        case readOnly
        /// The operating system refuses to open or make the file or its folder.
        case unopenable(String)
        case diskFull
        case busy
        case inputOutput(String)
        case noRun(Int64)
        case noRuns
        /// A report query that SQLite refuses.
        case badQuery(String)
        /// Whatever else SQLite says.
        case other(String)
    }

    public var path: String
    public var problem: Problem

    public init(path: String, problem: Problem) {
        self.path = path
        self.problem = problem
    }

    public var description: String {
        switch problem {
        case .missing:
            "\(path): there is no such database; name one that `gemello run --db` has written"
        case .notADatabase:
            "\(path): this is not an SQLite database, or it is damaged; it was left as it is: choose another --db, "
                + "or move the file away"
        case .foreign:
            "\(path): this SQLite database belongs to another program; it was left as it is: choose another --db"
        case .otherVersion(let found, let known):
            "\(path): the database has schema version \(found), this gemello knows version \(known); "
                + "it was left as it is: choose another --db, or use the gemello that wrote it"
        case .readOnly:
            "\(path): the file or its folder is read-only; make it writable or choose another --db"
        case .unopenable(let reason):
            "\(path): cannot be opened (\(reason)); choose another place or mend its folder"
        case .diskFull:
            "\(path): the disk is full; free space or choose another --db, then repeat the run; "
                + "the runs stored before are whole"
        case .busy:
            "\(path): another program is writing to the database; wait for it or choose another --db"
        case .inputOutput(let reason):
            "\(path): reading or writing failed (\(reason)); check the disk; the runs stored before are whole"
        case .noRun(let id):
            "\(path): holds no run \(id); `gemello report \(path)` lists those it has"
        case .noRuns:
            "\(path): holds no run yet; `gemello run SCENARIO --db \(path)` stores one"
        case .badQuery(let reason):
            "\(path): the query is refused (\(reason)); mend the file or remove it"
        case .other(let reason):
            "\(path): SQLite says: \(reason); choose another --db"
        }
    }

    init(path: String, cause: any Error) {
        self.init(path: path, problem: Self.problem(of: cause))
    }

    private static func problem(of cause: any Error) -> Problem {
        if let known = cause as? ResultStoreError { return known.problem }
        guard let error = cause as? DatabaseError else { return .other("\(cause)") }
        let reason = error.message ?? "\(error.resultCode)"
        return switch error.resultCode {
        case .SQLITE_NOTADB, .SQLITE_CORRUPT: .notADatabase
        case .SQLITE_READONLY, .SQLITE_PERM: .readOnly
        case .SQLITE_CANTOPEN: .unopenable(reason)
        case .SQLITE_FULL: .diskFull
        case .SQLITE_BUSY, .SQLITE_LOCKED: .busy
        case .SQLITE_IOERR: .inputOutput(reason)
        default: .other(reason)
        }
    }
}
