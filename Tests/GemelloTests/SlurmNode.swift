import Foundation
import Testing

/// A Slurm of one node, which listens to this machine alone and ends with the test.
///
/// It is Slurm's own daemons, so it needs what they need: to be installed, and to be started by root.
final class SlurmNode: Sendable {
    /// What the tests of Slurm are skipped for; nil where it has started.
    static var obstacle: String? {
        switch started {
        case .success: nil
        case .failure(let obstacle): obstacle.text
        }
    }

    static var comment: Comment { "Slurm cannot start here: \(obstacle ?? "it can")" }

    struct Obstacle: Error { var text: String }

    private static let started = Result { () throws(Obstacle) in try SlurmNode() }

    static func running() throws -> SlurmNode { try started.get() }

    private let folder: String

    private init() throws(Obstacle) {
        guard geteuid() == 0 else { throw Obstacle(text: "only root may start its daemons") }
        let parts = ["/usr/sbin/munged", "/usr/sbin/slurmctld", "/usr/sbin/slurmd", "/usr/bin/sbatch"]
        let files = parts + ["/etc/munge/munge.key"]
        if let missing = files.first(where: { !FileManager.default.fileExists(atPath: $0) }) {
            throw Obstacle(text: "there is no \(missing); `apt-get install slurm-wlm munge` brings it")
        }
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("slurm-\(getpid())").path
        let ending = Self.shell(Self.start, ["D": folder, "PORT": "\(20_000 + getpid() % 20_000)"])
        guard ending.exitCode == 0 else { throw Obstacle(text: ending.output) }
    }

    /// Runs a line in a folder, and comes back with what it said.
    func run(
        _ line: String, in folder: String, _ environment: [String: String]
    ) -> (exitCode: Int32, output: String) {
        Self.shell(
            "cd '\(folder)'\n" + line,
            environment.merging(["SLURM_CONF": "\(self.folder)/slurm.conf"]) { first, _ in first })
    }

    func stop() {
        let end = "for file in $D/run/*.pid $D/m/munged.pid; do kill -9 $(cat $file); done; rm -rf $D"
        _ = Self.shell(end, ["D": folder])
    }

    private static func shell(_ script: String, _ environment: [String: String]) -> (exitCode: Int32, output: String) {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = ["-uc", "exec 2>&1\n" + script]
        process.environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"].merging(environment) { _, second in second }
        process.standardOutput = pipe
        do { try process.run() } catch { return (127, "\(error)") }
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, output)
    }

    private static let start = """
        set -e
        H=$(hostname -s)
        mkdir -p $D && chmod 755 $D
        install -d -o munge -g munge -m 755 $D/m
        mkdir -p $D/state $D/spool $D/run
        cat >$D/slurm.conf <<END
        ClusterName=local
        SlurmctldHost=$H(127.0.0.1)
        SlurmUser=root
        AuthType=auth/munge
        AuthInfo=socket=$D/m/munge.socket
        SlurmctldPort=$PORT
        SlurmdPort=$((PORT + 1))
        CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
        StateSaveLocation=$D/state
        SlurmdSpoolDir=$D/spool
        SlurmctldPidFile=$D/run/slurmctld.pid
        SlurmdPidFile=$D/run/slurmd.pid
        SlurmctldLogFile=$D/slurmctld.log
        SlurmdLogFile=$D/slurmd.log
        ProctrackType=proctrack/linuxproc
        TaskPlugin=task/none
        SelectType=select/cons_tres
        SelectTypeParameters=CR_Core
        SchedulerParameters=batch_sched_delay=0,sched_interval=1,defer_batch
        AccountingStorageType=accounting_storage/none
        JobAcctGatherType=jobacct_gather/none
        MpiDefault=none
        ReturnToService=2
        NodeName=$H NodeAddr=127.0.0.1 CPUs=2 RealMemory=512 State=UNKNOWN
        PartitionName=main Nodes=$H Default=YES MaxTime=INFINITE State=UP
        END
        export SLURM_CONF=$D/slurm.conf
        # What tells Foundation that its child has ended must not be held open by daemons.
        alone() {
            (
                for file in /proc/$BASHPID/fd/*; do
                    file=${file##*/}
                    if [ "$file" -gt 2 ]; then eval "exec $file>&-"; fi
                done
                exec "$@" >/dev/null 2>&1 </dev/null
            )
        }
        alone runuser -u munge -- munged --socket=$D/m/munge.socket --pid-file=$D/m/munged.pid \
            --log-file=$D/m/munged.log --seed-file=$D/m/seed --key-file=/etc/munge/munge.key
        alone slurmctld
        alone slurmd
        """
}
