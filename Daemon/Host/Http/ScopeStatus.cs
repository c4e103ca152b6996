using System.Collections.Generic;

namespace Basisd.Host.Http;

/// <summary>One scope.</summary>
/// <param name="Name">Full name.</param>
/// <param name="Mode">NORMAL, RECOVERY, BSCB or DMM.</param>
/// <param name="Stage">Recovery stage, 0 outside RECOVERY.</param>
/// <param name="Since">Core time of the last change, Unix ns.</param>
/// <param name="Permissions">By action: allow, queue or deny.</param>
/// <param name="AwaitingInputs">Required inputs that have not been seen yet, or are stale.</param>
public sealed record ScopeStatus(
    string Name, string Mode, int Stage, long Since, IReadOnlyDictionary<string, string> Permissions, IReadOnlyList<string> AwaitingInputs);
