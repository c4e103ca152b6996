namespace Basisd.Host.Loop;

/// <summary>Who polls the venues' gateways. The loop asks; the answer comes as records, like those of every poll.</summary>
public interface IVenuePolls
{
    /// <summary>Asks for a poll of a venue as soon as the one that may be running has ended. Never blocks.</summary>
    /// <param name="venue">Index of the venue.</param>
    /// <returns>False if the venue is not polled.</returns>
    bool PollNow(int venue);
}
