using System;
using System.Security.Cryptography;
using Basisd.Safety;

namespace Basisd.Incidents;

/// <summary>
/// The state hash that approvals are bound to: a SHA-256 over what a signer of a resumption decides about, which is the DMM
/// episode, the mode of every scope and every latched cause that binds one. The state hash of the journal would not do: it changes with
/// every fill, so a signature made offline would never fit. This one changes when a cause is latched, trips again or worsens, and when a
/// scope changes its mode; it is the same again when a passing cause was released. A cause of the platform is never released before the
/// resumption, so what took the platform to DMM, or would have, stays in it. APPROVALS.md says why.
/// </summary>
public static class EpisodeDigest
{
    /// <summary>Version of the form that is hashed.</summary>
    public const ushort FormatVersion = 1;

    /// <summary>Computes it, as 64 lower-case hex digits.</summary>
    /// <param name="topology">The names: a digest does not depend on their order in the configuration.</param>
    /// <param name="safety">The state.</param>
    /// <param name="incident">Number of the open incident, 0 for none.</param>
    public static string Of(Topology topology, SafetyState safety, long incident)
    {
        CanonicalWriter form = new();
        form.U16(FormatVersion);
        form.I64(safety.DmmEpoch);
        form.I64(incident);
        form.I64(safety.SystemicCauseId);
        string[] names = new string[topology.Scopes.Length];
        Scope[] scopes = [.. topology.Scopes];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = scopes[i].Name;
        }

        Array.Sort(names, scopes, StringComparer.Ordinal);
        foreach (Scope scope in scopes)
        {
            form.Text(scope.Name);
            form.U8((byte)safety.ModeOf(scope.Index));
        }

        WriteCauses(form, topology, safety.Causes);
        return Convert.ToHexStringLower(SHA256.HashData(form.Written));
    }

    // By number, since slots depend on history that a snapshot does not keep. Neither alerts nor the step from ACTIVE to CLEARED: they move
    // no mode by themselves, and no signature should be void because something got better.
    private static void WriteCauses(CanonicalWriter form, Topology topology, CauseTable causes)
    {
        long[] ids = new long[causes.Count];
        int[] slots = new int[causes.Count];
        int count = 0;
        for (int slot = 0; slot < causes.HighWater; slot++)
        {
            ref readonly Cause cause = ref causes[slot];
            if (cause.Status != CauseStatus.Free && (cause.Systemic || CauseTable.Binds(cause)))
            {
                ids[count] = cause.Id;
                slots[count++] = slot;
            }
        }

        Array.Sort(ids, slots, 0, count);
        form.I32(count);
        for (int i = 0; i < count; i++)
        {
            ref readonly Cause cause = ref causes[slots[i]];
            form.I64(cause.Id);
            form.Text(topology.Scopes[cause.Scope].Name);
            form.U8((byte)cause.Trigger);
            form.U8((byte)cause.Severity);
            form.Bool(cause.Systemic);
            form.I64(cause.TrippedAt);
        }
    }
}
