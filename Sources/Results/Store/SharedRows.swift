import GRDB
import Scenarios

/// The rows that many runs share, as one connection has met them: each is looked up once and not again for every run.
///
/// `@unchecked Sendable`: touched inside the connection's queue only.
final class SharedRows: @unchecked Sendable {
    /// What a measure is called by all runs that have it.
    struct Words: Hashable {
        var name, unit, meaning: String
    }

    /// What SQLite counts up whenever another connection has written.
    private var dataVersion: Int64?
    private var definitions: [Int64: Words] = [:]
    private var definitionIDs: [Words: Int64] = [:]
    private var scenario: (identity: ScenarioIdentity, id: Int64)?
    private var parsed: (text: String, scenario: Scenario)?

    /// To be called in every transaction before anything else: what another connection wrote may have taken rows away.
    func begin(_ db: Database) throws {
        let version = try Int64.fetchOne(db.cachedStatement(sql: "PRAGMA data_version"))
        if version != dataVersion { forget() }
        dataVersion = version
    }

    /// Rows were removed, or those that were made are rolled back.
    func forget() {
        definitions = [:]
        definitionIDs = [:]
        scenario = nil
    }

    // MARK: Writing

    /// The id of a measure's row, which is made when there is none.
    func id(of words: Words, _ db: Database) throws -> Int64 {
        if let id = definitionIDs[words] { return id }
        let arguments: StatementArguments = [words.name, words.unit, words.meaning]
        let find = try db.cachedStatement(
            sql: "SELECT id FROM measure_definition WHERE name = ? AND unit = ? AND meaning = ?")
        let define = "INSERT INTO measure_definition (name, unit, meaning) VALUES (?, ?, ?)"
        let id = try Self.id(find, arguments, orBy: define, arguments, db)
        definitionIDs[words] = id
        return id
    }

    /// The id of a scenario's row, which is made when there is none.
    func id(of identity: ScenarioIdentity, _ db: Database) throws -> Int64 {
        if let scenario, scenario.identity == identity { return scenario.id }
        let find = try db.cachedStatement(sql: "SELECT id FROM scenario WHERE hash = ? AND text = ?")
        let id = try Self.id(
            find, [identity.hash, identity.text], orBy: "INSERT INTO scenario (name, text, hash) VALUES (?, ?, ?)",
            [identity.name, identity.text, identity.hash], db)
        scenario = (identity, id)
        return id
    }

    /// What a statement finds, or the row that another one makes.
    private static func id(
        _ find: Statement, _ key: StatementArguments, orBy insert: String, _ values: StatementArguments, _ db: Database
    ) throws -> Int64 {
        if let id = try Int64.fetchOne(find, arguments: key) { return id }
        try db.execute(sql: insert, arguments: values)
        return db.lastInsertedRowID
    }

    // MARK: Reading

    /// What the measure with an id is called; nil where there is none.
    func words(of id: Int64, _ db: Database) throws -> Words? {
        if let words = definitions[id] { return words }
        let find = try db.cachedStatement(sql: "SELECT name, unit, meaning FROM measure_definition WHERE id = ?")
        guard let row = try Row.fetchOne(find, arguments: [id]) else { return nil }
        let words = Words(name: row[0], unit: row[1], meaning: row[2])
        definitions[id] = words
        return words
    }

    /// The scenario that a text says, read once while it is the same.
    func scenario(of text: String, source: String) throws -> Scenario {
        if let parsed, parsed.text == text { return parsed.scenario }
        let scenario = try Scenario(text: text, source: source)
        parsed = (text, scenario)
        return scenario
    }
}
