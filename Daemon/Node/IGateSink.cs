namespace Basisd.Node;

/// <summary>Where stricter gate words go while the step still runs: hashing and journaling come after.</summary>
public interface IGateSink
{
    /// <summary>Publishes one stricter word.</summary>
    void Tighten(in GateWrite write);
}
