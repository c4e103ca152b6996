namespace Basisd.Probes.Gateway;

/// <summary>Where polls are counted and told of. The facts that decide go through the queue, never through this.</summary>
public interface IGatewayReport
{
    /// <summary>A poll ended. Called from any thread, never twice at once for one venue; must not wait and must not throw.</summary>
    void Ended(PollReport report);

    /// <summary>A venue named something that the configuration does not have, for the first time. As <see cref="Ended"/>.</summary>
    /// <param name="venue">Index of the venue.</param>
    /// <param name="name">Kind and name in one printable line, for example <c>asset DOGE</c>.</param>
    void Unknown(int venue, string name);
}
