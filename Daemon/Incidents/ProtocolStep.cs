namespace Basisd.Incidents;

/// <summary>The steps of the DMM protocol, completed in this order (SPEC 10; seed: dmm.md).</summary>
public enum ProtocolStep : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>All automated activity is suspended. The node.</summary>
    FullHalt = 1,

    /// <summary>The operational state is frozen; its hash is recorded. The node.</summary>
    StateFreeze = 2,

    /// <summary>A formal incident is declared. Operations lead.</summary>
    Declaration = 3,

    /// <summary>Root cause analysis, with its document. Engineering and risk.</summary>
    RootCause = 4,

    /// <summary>Impact assessment. Risk and finance.</summary>
    Impact = 5,

    /// <summary>User communication. Operations.</summary>
    Communication = 6,

    /// <summary>Resolution and recovery plan. Engineering and risk.</summary>
    Plan = 7,

    /// <summary>Manual approval to resume: the accepted resumption. Operations lead, by signatures of senior operators.</summary>
    Approval = 8,
}
