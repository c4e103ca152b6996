using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using Basisd.Linux;

namespace Basisd.Tests.Host.Loop;

/// <summary>
/// Those who go through a protocol: alice leads operations and is senior, bob is engineering, carol risk and finance, dave operations; eve is risk
/// and bound to another user than the one who runs the test.
/// </summary>
internal static class IncidentPeople
{
    /// <summary>The section <c>operators</c>; alice's key goes into a file.</summary>
    public static string Write(string aliceKey)
    {
        uint uid = ProcessCalls.EffectiveUserId();
        using ECDsa alice = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(aliceKey, alice.ExportPkcs8PrivateKeyPem());
        List<string> people =
        [
            Of("alice", "\"operations-lead\"", true, alice, $", \"uid\": {uid}"), Of("bob", "\"engineering\""),
            Of("carol", "\"risk\", \"finance\""), Of("dave", "\"operations\""), Of("eve", "\"risk\"", false, null, $", \"uid\": {uid + 1}"),
        ];
        return $"[{string.Join(",", people)}]";
    }

    private static string Of(string name, string roles, bool senior = false, ECDsa? key = null, string more = "")
    {
        using ECDsa own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string shown = Convert.ToBase64String((key ?? own).ExportSubjectPublicKeyInfo());
        return $$"""{ "name": "{{name}}", "roles": [{{roles}}], "senior": {{(senior ? "true" : "false")}}, "public_key": "{{shown}}"{{more}} }""";
    }
}
