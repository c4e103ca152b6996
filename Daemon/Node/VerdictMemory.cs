using Basisd.Safety;
using Basisd.Triggers;

namespace Basisd.Node;

/// <summary>Verdicts as bytes of a snapshot.</summary>
internal static class VerdictMemory
{
    /// <summary>Writes one verdict.</summary>
    public static void Write(CanonicalWriter writer, in Verdict verdict)
    {
        writer.U8((byte)verdict.Kind);
        writer.U8((byte)verdict.Severity);
        EntryCodec.Write(writer, verdict.Evidence);
        writer.Bool(verdict.IsWarming);
    }

    /// <summary>Reads one verdict.</summary>
    /// <exception cref="CanonicalFormatException">No verdict stands there.</exception>
    public static Verdict Read(ref CanonicalReader reader)
    {
        VerdictKind kind = (VerdictKind)MemoryShape.Within(reader.U8(), (long)VerdictKind.None, (long)VerdictKind.Trip, "verdict");
        Severity severity = (Severity)MemoryShape.Within(reader.U8(), 0, (long)Severity.Low, "severity");
        Evidence evidence = EntryCodec.ReadEvidence(ref reader);
        return new Verdict(kind, severity, evidence, reader.Bool());
    }
}
