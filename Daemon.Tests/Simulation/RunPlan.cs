namespace Basisd.Tests.Simulation;

/// <summary>What a seed stands for: how much is written, how often the anchor follows, what goes wrong.</summary>
internal sealed record RunPlan
{
    /// <summary>Lives of the process before the last look.</summary>
    public required int Lives { get; init; }

    /// <summary>Steps of one life.</summary>
    public required int Steps { get; init; }

    /// <summary>Largest payload, bytes.</summary>
    public required int Payload { get; init; }

    /// <summary>Largest state of a snapshot, bytes.</summary>
    public required int State { get; init; }

    /// <summary>Of a hundred steps, how many let the anchor follow.</summary>
    public required int FollowPercent { get; init; }

    public static RunPlan Draw(SimRandom random)
    {
        int weight = random.Below(4);
        return new RunPlan
        {
            Lives = random.Between(1, 3),
            Steps = weight == 3 ? random.Between(20, 60) : random.Between(3, 30),
            Payload = weight switch { 0 => 200, 1 => 3_000, _ => 14_000 },
            State = weight == 3 ? 60_000 : 15_000,
            FollowPercent = random.Below(3) switch { 0 => 0, 1 => 10, _ => 40 },
        };
    }
}
