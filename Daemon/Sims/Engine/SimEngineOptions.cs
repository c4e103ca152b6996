using System;
using System.Collections.Generic;

namespace Basisd.Sims.Engine;

/// <summary>How a reference engine is set up.</summary>
public sealed record SimEngineOptions
{
    /// <summary>Kind of the event that a commit is durable; its text is the commit's id. Once a second: for programs, not for people.</summary>
    public const string CommitDone = "commit";

    /// <summary>Most orders per second over all venues.</summary>
    public const int MostOrdersPerSecond = 200;

    /// <summary>Path of the daemon's engine socket.</summary>
    public required string EngineSocket { get; init; }

    /// <summary>Path of the gate page.</summary>
    public required string GatePath { get; init; }

    /// <summary>The venues that it trades on.</summary>
    public required IReadOnlyList<SimVenueAddress> Venues { get; init; }

    /// <summary>Orders per second over all venues, 0 (only reports) to <see cref="MostOrdersPerSecond"/>.</summary>
    public int OrdersPerSecond { get; init; } = 3;

    /// <summary>The same seed gives the same choices of market, side, size and kind of order.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>File that keeps cursors and positions over a restart; null: what the venue shows at the start is where it begins.</summary>
    public string? StateFile { get; init; }

    /// <summary>Account at the venues; where the daemon is of a cluster, each order names it beside slot and epoch.</summary>
    public string Account { get; init; } = "main";

    /// <summary>Patience for one call to a venue.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Told what a person who watches wants to know: the kind of the event and a line of text.</summary>
    public Action<string, string>? Told { get; init; }

    /// <summary>Ends the process at once, as SIGKILL does; a test puts something else here.</summary>
    public Action Die { get; init; } = static () => Environment.FailFast("the engine was told to die");
}
