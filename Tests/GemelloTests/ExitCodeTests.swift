import Testing
import Twin

@testable import gemello

@Suite struct ExitCodeTests {
    @Test(
        arguments: [
            (.serviceEnded(process: "core-1", instant: .seconds(1), reason: "it returned"), 5),
            (.determinismLeak(["core-1 sleeps on a real clock"]), 5), (.notRepeatable("decision 7 differs"), 5),
            (.topicDump(path: "topics", reason: "the disk is full"), 2),
            (.refused(process: "core-1", reason: "acks=2"), 2), (.cancelled, 130),
        ] as [(TwinRunError, Int32)])
    func `A run without an outcome has the exit code of its error`(error: TwinRunError, exitCode: Int32) {
        #expect(RunCommand.exitCode(of: error) == exitCode)
    }
}
