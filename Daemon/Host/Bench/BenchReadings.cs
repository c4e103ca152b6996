namespace Basisd.Host.Bench;

/// <summary>How the figures of a section are read: what they mean for an operator, and what moves them.</summary>
internal static class BenchReadings
{
    /// <summary>The text of a section, Markdown lines with an empty one behind; none for an unknown one.</summary>
    public static string[] Of(string section) => section switch
    {
        "floors" =>
        [
            "What the machine does without us. A node that reacts in less than a wake-up of its kernel spins; one that commits in less than its disk",
            "syncs has lost something. Compare machines by this section, and versions of basisd by the ratios of the others.", "",
        ],
        "gate" =>
        [
            "What an engine pays before every order. `check_at` takes the engine's own time stamp, so it costs the loads alone; `check` reads the",
            "clock itself, and most of it is the clock. No lock, no system call, no allocation in either.", "",
        ],
        "reaction" =>
        [
            "From the engine's send of bad news to the closed gate, over the socket: two wake-ups' worth of kernel, which is why the floor is a",
            "pipe. A host that holds `/dev/cpu_dma_latency` (`node.hold_latency`) spares the processor's way out of deep sleep, tens of",
            "microseconds.", "",
        ],
        "ring" =>
        [
            "The same over the shared-memory ring. Spinning, no kernel is on the way: what remains is the core's own work on the batch, the way",
            "through the loop, and the cache lines. A processor that the loop shares with anything else shows in p99 at once: grant it one",
            "(`CPUAffinity=` in the unit, and `isolcpus` or a cpuset that keeps others off).", "",
        ],
        "snapshot-reaction" =>
        [
            "Whether a snapshot is felt by an observation. The two rows should differ by no more than runs do; what is hashed and copied goes on",
            "threads that take only what nobody else wants.", "",
        ],
        "ingest" =>
        [
            "How much an engine may send. Sustained: through the socket and the whole core, judged; processor time of the daemon says what one core",
            "carries. Burst: how fast a packet is taken off the sender's hands while the daemon works.", "",
        ],
        "journal" =>
        [
            "A commit is what an engine's commit, an approval and every loosening wait for; a tightening waits for none. The ratio is to the plain",
            "write and sync of the same bytes, so it is what hash chain, group commit and the append device add.", "",
        ],
        "probes" =>
        [
            "From the first failing call of a venue to its closed gate, by kind of fault. Most of it is the interval of the probes and their",
            "timeout: three failures degrade, the fourth closes.", "",
        ],
        "start" =>
        [
            "What a restart costs, and what a node holds. Reading and verifying the state dominates the start; the runtime itself is the floor's",
            "milliseconds. Resident memory is mostly the binary itself and the preallocated buffers of loop and journal.", "",
        ],
        _ => [],
    };
}
