namespace Basisd.Probes;

/// <summary>Where probes are counted and told of. The facts that decide go through the queue, never through this.</summary>
public interface IProbeReport
{
    /// <summary>A probe ended. Called from any thread, never twice at once for one venue; must not wait and must not throw.</summary>
    void Ended(in ProbeResult result);
}
