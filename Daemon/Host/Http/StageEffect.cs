using System.Collections.Generic;

namespace Basisd.Host.Http;

/// <summary>What one step of the platform's recovery would change in its permissions .</summary>
/// <param name="Step"><c>RECOVERY 0/4</c> to <c>RECOVERY 4/4</c>, then <c>NORMAL</c>.</param>
/// <param name="Changes">For example <c>cancel: deny → allow</c>; empty where nothing changes.</param>
public sealed record StageEffect(string Step, IReadOnlyList<string> Changes);
