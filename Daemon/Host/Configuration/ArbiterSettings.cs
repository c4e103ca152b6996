using System;
using System.Collections.Generic;

namespace Basisd.Host.Configuration;

/// <summary>How the arbiter is reached.</summary>
/// <param name="Endpoints">Client addresses of its members.</param>
/// <param name="CaPath">Authority of its certificates; null: the system's.</param>
/// <param name="CertificatePath">Certificate shown to it; null for none.</param>
/// <param name="KeyPath">Its key.</param>
/// <param name="User">User; null: no authentication.</param>
/// <param name="PasswordPath">File with the user's password.</param>
public sealed record ArbiterSettings(
    IReadOnlyList<Uri> Endpoints, string? CaPath, string? CertificatePath, string? KeyPath, string? User, string? PasswordPath);
