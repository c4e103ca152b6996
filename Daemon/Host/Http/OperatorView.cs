using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Basisd.Host.Http;

/// <summary>A configured operator.</summary>
/// <param name="Name">Name.</param>
/// <param name="Roles">Roles.</param>
/// <param name="Senior">Whether the person may sign resumptions.</param>
public sealed record OperatorView(string Name, IReadOnlyList<string> Roles, bool Senior)
{
    /// <summary>The user as whom the person records; absent: not bound.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public uint? Uid { get; init; }
}
