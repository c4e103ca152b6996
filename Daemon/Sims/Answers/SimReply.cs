using System;
using System.Text;
using Basisd.Sims.Faults;

namespace Basisd.Sims.Answers;

/// <summary>An answer of a simulated venue, and how it is to be spoiled on its way.</summary>
/// <param name="Status">Status code.</param>
/// <param name="Body">JSON.</param>
public sealed record SimReply(int Status, ReadOnlyMemory<byte> Body)
{
    /// <summary>How long it waits, ms.</summary>
    public int DelayMs { get; init; }

    /// <summary>What breaks it; null: nothing.</summary>
    public Fault? Broken { get; init; }

    /// <summary>Where a redirection leads.</summary>
    public string? Location { get; init; }

    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body.Span);

    /// <summary>A refusal.</summary>
    public static SimReply Error(int status, string problem) =>
        new(status, SimJson.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("error", problem);
            json.WriteEndObject();
        }));
}
