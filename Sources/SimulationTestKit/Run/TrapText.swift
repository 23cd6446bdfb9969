import CTrapNote

/// What is told of a seed in which the program traps (a precondition, a forced unwrap, a stack that is full) or exits:
/// nobody is left to tell it afterwards, so it lies ready while the seed runs.
struct TrapText {
    private let seedCase: SeedCase
    private let memory: SeedMemory?

    /// - Parameter memory: where the seed is kept, to be tried first next time; nil when it is not.
    init(_ seedCase: SeedCase, _ memory: SeedMemory?) {
        self.seedCase = seedCase
        self.memory = memory
    }

    /// What is said first; whether the seed was kept follows.
    private func text(_ ended: String) -> String {
        "\(seedCase.head): the program \(ended) in it, and all tests ended with that.\n\(seedCase.tail) "
    }

    /// Runs `body`, and has a trap in it tell this and keep the seed.
    func whenTrapped<Result>(in body: () -> Result) -> Result {
        trap_note_listen()
        let memo = memory == nil ? SeedMemory.notKept + "\n" : ""
        trap_note_begin(text("trapped") + memo)
        trap_note_exit(text("exited") + memo)
        if let memory {
            trap_note_keep(
                memory.path, memory.line(of: seedCase.seed), SeedMemory.kept + "\n", SeedMemory.cannotKeep + ".\n")
        }
        defer { trap_note_end() }
        return body()
    }
}
