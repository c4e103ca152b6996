namespace Basisd.Incidents;

/// <summary>One record of an incident: who, when, what (SPEC 10). Immutable; whether the author may record it is checked before.</summary>
public sealed record IncidentRecord
{
    /// <summary>Bytes of a document's SHA-256.</summary>
    public const int HashBytes = 32;

    /// <summary>Longest author, bytes of UTF-8; as long as the name of an operator.</summary>
    public const int MaxAuthor = ApprovalText.MaxNameBytes;

    /// <summary>Longest text, bytes of UTF-8.</summary>
    public const int MaxText = 1024;

    /// <summary>What it says.</summary>
    public required IncidentRecordKind Kind { get; init; }

    /// <summary>Number of the incident.</summary>
    public required long Incident { get; init; }

    /// <summary>Core time, Unix nanoseconds.</summary>
    public long At { get; init; }

    /// <summary>DMM episode that a step belongs to; else 0.</summary>
    public long Epoch { get; init; }

    /// <summary>The step, where it is one.</summary>
    public ProtocolStep Step { get; init; }

    /// <summary>The deadline, where one passed.</summary>
    public IncidentDeadline Deadline { get; init; }

    /// <summary>Role in which the author records it.</summary>
    public OperatorRoles Role { get; init; }

    /// <summary>User id of the process that handed it in.</summary>
    public uint Uid { get; init; }

    /// <summary>Name of the author.</summary>
    public string Author { get; init; } = "";

    /// <summary>SHA-256 of a document, 64 lower-case hex digits; empty for none.</summary>
    public string Document { get; init; } = "";

    /// <summary>Users affected; -1: not said.</summary>
    public long Users { get; init; } = -1;

    /// <summary>Assets exposed, USD 1e-8; -1: not said.</summary>
    public long Exposure { get; init; } = -1;

    /// <summary>Loss realized, USD 1e-8; -1: not said.</summary>
    public long Loss { get; init; } = -1;

    /// <summary>The text.</summary>
    public string Text { get; init; } = "";
}
