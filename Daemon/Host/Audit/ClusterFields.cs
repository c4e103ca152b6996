using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Text;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Venues;

namespace Basisd.Host.Audit;

/// <summary>The entries of takeovers and of the cluster's DMM in words. What it does not know stays a number; it leaves nothing out.</summary>
internal readonly struct ClusterFields(EntryNames names, List<AuditField> fields)
{
    private const int ShortHash = 12;

    /// <summary>Describes one entry up to its end.</summary>
    /// <exception cref="CanonicalFormatException">The bytes end too early, or are of another version.</exception>
    public string Describe(EntryKind kind, ref CanonicalReader reader)
    {
        EntryCodec.CheckVersion(ref reader);
        Text("at", AuditTime.Iso(reader.I64()));
        long epoch = reader.I64();
        switch (kind)
        {
            case EntryKind.Takeover:
                int slot = reader.I32();
                string node = OneLine(reader.Text());
                string state = Convert.ToHexStringLower(reader.Raw(EntryCodec.HashBytes));
                Number("owned_under", epoch);
                Number("slot", slot);
                Text("node", node);
                Text("state_hash", state);
                return $"{node} takes slot {slot} over under epoch {epoch}, state {state[..ShortHash]}…";
            case EntryKind.TakeoverReconciled:
                int venue = reader.I32();
                TakeoverProof proof = (TakeoverProof)reader.U8();
                string name = names.Subject(ObservationKind.CallResult, venue);
                Number("owned_under", epoch);
                Text("venue", name);
                Number("venue_index", venue);
                Text("proof", WordOf(proof));
                return $"{name} is reconciled under epoch {epoch} by {WordOf(proof)}";
            case EntryKind.ClusterDmm:
                string origin = OneLine(reader.Text());
                Number("cluster_dmm_epoch", epoch);
                Text("origin", origin);
                return $"the cluster is in DMM, its epoch {epoch}, begun by {origin}";
            default:
                string hash = Convert.ToHexStringLower(reader.Raw(EntryCodec.HashBytes));
                ReadOnlySpan<byte> resumption = reader.Bytes();
                bool same = Convert.ToHexStringLower(SHA256.HashData(resumption)) == hash;
                Number("cluster_dmm_epoch", epoch);
                Text("sha256", hash);
                Text("resumption", Convert.ToBase64String(resumption));
                string problem = same ? string.Empty : ", which is not the hash of its bytes";
                return $"the cluster's DMM of epoch {epoch} has ended by the resumption {hash[..ShortHash]}…{problem}";
        }
    }

    private static string WordOf(TakeoverProof proof) => proof switch
    {
        TakeoverProof.Poll => "a complete poll",
        TakeoverProof.Engine => "the engine's balances",
        TakeoverProof.Operator => "an operator",
        _ => $"proof {(int)proof}",
    };

    // A name in a journal is another machine's bytes: no control character of it may reach a terminal.
    private static string OneLine(string text)
    {
        StringBuilder clean = new(text.Length);
        foreach (char c in text)
        {
            clean.Append(char.IsControl(c) ? ' ' : c);
        }

        return clean.ToString();
    }

    private void Text(string name, string value) => fields.Add(new AuditField(name, value, 0));

    private void Number(string name, long value) => fields.Add(new AuditField(name, null, value));
}
