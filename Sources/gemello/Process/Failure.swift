/// A command that ends before it could do what was asked: one line on standard error and an exit code.
struct Failure: Error {
    /// Usage, a bad scenario, or a file that cannot be read or written.
    static let refused: Int32 = 2

    var exitCode: Int32
    var line: String

    init(exitCode: Int32 = Failure.refused, _ line: String) {
        self.exitCode = exitCode
        self.line = line
    }
}
