using System.Diagnostics;
using Basisd.Engine;
using Basisd.Node;

namespace Basisd.Tests.EndToEnd;

/// <summary>Single observations of the small node of <see cref="Configurations"/>, with a source time that fits the daemon's core time.</summary>
internal sealed class Feed(EngineClient client, int scale)
{
    public const long Sound = 2_000_000;
    public const long Breach = 1_300_000;

    private readonly Stopwatch _since = Stopwatch.StartNew();

    public EngineClient Client => client;

    public long Now => client.Reply.CoreTimeNs + (_since.Elapsed.Ticks * 100 * scale);

    public Observation Of(ObservationKind kind, long v0, long v1 = 0, long v2 = 0, long v3 = 0) =>
        new() { Kind = kind, SourceTime = Now, V0 = v0, V1 = v1, V2 = v2, V3 = v3 };

    public void Send(params Observation[] records) => client.Send(records);

    /// <summary>Everything that the node needs to open every scope: calls of the venue, a price, a sound margin.</summary>
    public void SendAll()
    {
        for (int i = 0; i < 3; i++)
        {
            Send(Of(ObservationKind.CallResult, 0, 1_000_000, -1));
        }

        Send(Of(ObservationKind.EngineHeartbeat, 1), Of(ObservationKind.Price, 60_000L * 100_000_000L), Margin(Sound));
    }

    public Observation Margin(long ratio) => Of(ObservationKind.MarginRatio, ratio, 100_000_000);
}
