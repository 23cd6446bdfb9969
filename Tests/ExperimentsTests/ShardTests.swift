import Testing

@testable import Experiments

@Suite("A shard is one slice of the cells")
struct ShardTests {
    @Test("The shards have every cell once, and differ by one at most", arguments: [1, 2, 3, 7], [1, 3, 10, 21])
    func partition(_ count: Int, _ cells: Int) throws {
        let shards = try (1...count).map { try #require(Shard("\($0)/\(count)")) }
        let slices = shards.map { shard in (0..<shard.size(of: cells)).map(shard.cell) }
        #expect(slices.flatMap(\.self).sorted() == Array(0..<cells))
        let sizes = slices.map(\.count)
        #expect(try #require(sizes.max()) - #require(sizes.min()) <= 1)
        #expect(try #require(slices.first).allSatisfy { $0 % count == 0 })
    }

    @Test("What is no shard is none", arguments: ["", "1", "0/3", "4/3", "a/b", "1/2/3", "-1/3", "1/0"])
    func refused(_ text: String) { #expect(Shard(text) == nil) }

    @Test(
        "An engine's variables give its shard",
        arguments: [
            (["SLURM_ARRAY_TASK_ID": "3", "SLURM_ARRAY_TASK_COUNT": "4", "SLURM_ARRAY_TASK_MIN": "0"], "4/4"),
            (["SLURM_ARRAY_TASK_ID": "3", "SLURM_ARRAY_TASK_COUNT": "4", "SLURM_ARRAY_TASK_MIN": "1"], "3/4"),
            (["SLURM_ARRAY_TASK_ID": "3", "SLURM_ARRAY_TASK_COUNT": "4"], "3/4"),
            (
                [
                    "SLURM_ARRAY_TASK_ID": "8", "SLURM_ARRAY_TASK_COUNT": "3", "SLURM_ARRAY_TASK_MIN": "0",
                    "SLURM_ARRAY_TASK_STEP": "4",
                ], "3/3"
            ),
            (["JOB_COMPLETION_INDEX": "0", "JOB_COMPLETION_COUNT": "5"], "1/5"),
            (["CI_NODE_INDEX": "2", "CI_NODE_TOTAL": "6"], "2/6"), (["CI_NODE_TOTAL": "1", "PATH": "/bin"], nil),
            (["CI_NODE_INDEX": "", "CI_NODE_TOTAL": "1"], nil), ([:], nil),
        ] as [([String: String], String?)])
    func engines(_ environment: [String: String], _ text: String?) throws {
        #expect(try Shard.given(by: environment)?.shard.text == text)
    }

    @Test(
        "Variables that make no shard are refused by name",
        arguments: [
            (["JOB_COMPLETION_INDEX": "0"], "JOB_COMPLETION_INDEX is set and JOB_COMPLETION_COUNT is not"),
            (["CI_NODE_INDEX": "7", "CI_NODE_TOTAL": "6"], "CI_NODE_INDEX and CI_NODE_TOTAL (7, 6) make no shard"),
            (["SLURM_ARRAY_TASK_ID": "x", "SLURM_ARRAY_TASK_COUNT": "6"], "make no shard"),
        ])
    func refusedVariables(_ environment: [String: String], _ says: String) {
        let error = #expect(throws: Shard.Refusal.self) { try Shard.given(by: environment) }
        #expect(error?.description.contains(says) == true)
        #expect(error?.description.contains("give --shard I/N") == true)
    }
}
