using Basisd.Controls;
using Basisd.Safety;

namespace Basisd.Node;

/// <summary>What the core counts, by the thread that owns it; the metrics read published copies.</summary>
public sealed class NodeCounters
{
    /// <summary>One more than the largest observation kind.</summary>
    public const int Kinds = (int)ObservationKind.EngineHeartbeat + 1;

    /// <summary>Observations taken, by kind.</summary>
    public long[] Observations { get; } = new long[Kinds];

    /// <summary>Observations that came too late to be taken, by kind .</summary>
    public long[] Late { get; } = new long[Kinds];

    /// <summary>Trips latched, by trigger.</summary>
    public long[] Trips { get; } = new long[TriggerNames.Limit];

    /// <summary>Trips that a shadow trigger would have latched.</summary>
    public long[] ShadowTrips { get; } = new long[TriggerNames.Limit];

    /// <summary>Causes cleared, by trigger.</summary>
    public long[] Clears { get; } = new long[TriggerNames.Limit];

    /// <summary>Transitions into each mode.</summary>
    public long[] Transitions { get; } = new long[TransitionTable.Modes];

    /// <summary>Acknowledgements, by number of the command's kind.</summary>
    public long[] CommandsAcknowledged { get; } = new long[(int)CommandBook.LastKind + 1];

    /// <summary>Refusals of the engine, by kind.</summary>
    public long[] CommandsRefused { get; } = new long[(int)CommandBook.LastKind + 1];

    /// <summary>Effects that venue records showed, by kind.</summary>
    public long[] CommandsVerified { get; } = new long[(int)CommandBook.LastKind + 1];

    /// <summary>Windows that were missed, by kind.</summary>
    public long[] CommandsMissed { get; } = new long[(int)CommandBook.LastKind + 1];

    /// <summary>Evaluators that threw .</summary>
    public long EvaluatorFaults { get; set; }

    /// <summary>Records of gateways that this topology could not have sent.</summary>
    public long RefusedRecords { get; set; }

    /// <summary>Events of gateways that were applied already.</summary>
    public long RepeatedRecords { get; set; }

    /// <summary>Observations of an index that the configuration does not have.</summary>
    public long UnknownIndex { get; set; }
}
