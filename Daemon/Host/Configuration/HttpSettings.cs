using System.Net;

namespace Basisd.Host.Configuration;

/// <summary>The read-only endpoints over TCP.</summary>
/// <param name="Enabled">Whether they are served.</param>
/// <param name="Listen">Address and port; port 0 takes a free one.</param>
public sealed record HttpSettings(bool Enabled, IPEndPoint Listen);
