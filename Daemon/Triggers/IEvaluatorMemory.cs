using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>The windows of an evaluator as part of a snapshot: a restart must not make the node blind.</summary>
public interface IEvaluatorMemory
{
    /// <summary>Writes all windows in canonical form.</summary>
    void Write(CanonicalWriter writer);

    /// <summary>Reads the windows of the same settings and topology into a fresh evaluator.</summary>
    /// <exception cref="CanonicalFormatException">The bytes are of another shape.</exception>
    void Read(ref CanonicalReader reader);
}
