namespace Basisd.Host.Webhook;

/// <summary>The JSON of a notice; docs/webhook.md is its contract. What does not apply is left out.</summary>
/// <param name="Id">The id of the header.</param>
/// <param name="Number">Number in the outbox, rising by one; a gap is what was dropped. 0 for a test.</param>
/// <param name="Journal">Identity of the node's journal: numbers begin anew with another one.</param>
/// <param name="Node">Name of the node.</param>
/// <param name="Kind">What is told.</param>
/// <param name="At">When it happened, core time, Unix nanoseconds.</param>
/// <param name="Time">The same in UTC.</param>
internal sealed record NoticeBody(string Id, long Number, string Journal, string Node, string Kind, long At, string Time)
{
    /// <summary>Number of the incident.</summary>
    public long? Incident { get; init; }

    /// <summary>Its severity, <c>P1</c> to <c>P4</c>.</summary>
    public string? Severity { get; init; }

    /// <summary>The scope whose mode changed.</summary>
    public string? Scope { get; init; }

    /// <summary>Mode before.</summary>
    public string? From { get; init; }

    /// <summary>Mode after.</summary>
    public string? To { get; init; }

    /// <summary>What moved it.</summary>
    public string? Trigger { get; init; }

    /// <summary>The deadline that was missed, by its word.</summary>
    public string? Deadline { get; init; }
}
