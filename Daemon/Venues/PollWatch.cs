using Basisd.Safety;

namespace Basisd.Venues;

/// <summary>
/// The polls of one venue since this start: which one runs, when the latest complete ones began. What an answer proves it proves only for what had
/// happened before the poll began.
/// </summary>
public sealed class PollWatch
{
    private const int MostPolls = 1_000;

    private readonly long[] _began;
    private int _next;

    /// <summary>Remembers as many complete polls as the tolerance asks for.</summary>
    public PollWatch(int tripPolls) => _began = new long[tripPolls];

    /// <summary>Whether a poll runs.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>Core time at which the poll that runs began, or the latest one, Unix nanoseconds.</summary>
    public long Began { get; private set; }

    /// <summary>Whether its balances have begun.</summary>
    public bool HasBalances { get; set; }

    /// <summary>Whether an event came before them.</summary>
    public bool HasEarlyEvents { get; set; }

    /// <summary>Core time at which the latest complete poll began, 0 before the first.</summary>
    public long CompleteBegan { get; private set; }

    /// <summary>Core time at which the latest complete poll ended, 0 before the first.</summary>
    public long CompleteEnded { get; private set; }

    /// <summary>Complete polls since this start.</summary>
    public long Completed { get; private set; }

    /// <summary>Failed polls since this start.</summary>
    public long Failed { get; private set; }

    /// <summary>A poll begins.</summary>
    public void Begin(long now)
    {
        IsRunning = true;
        Began = now;
        HasBalances = false;
        HasEarlyEvents = false;
    }

    /// <summary>It is complete.</summary>
    public void End(long now)
    {
        IsRunning = false;
        CompleteBegan = Began;
        CompleteEnded = now;
        Completed++;
        _began[_next] = Began;
        _next = (_next + 1) % _began.Length;
    }

    /// <summary>It failed, and nothing of it counts.</summary>
    public void Fail()
    {
        IsRunning = false;
        Failed++;
    }

    /// <summary>Writes when the latest complete polls began: what the tolerance counts by. How fresh they are is not written.</summary>
    public void Write(CanonicalWriter writer)
    {
        writer.I32(_began.Length);
        for (int back = 0; back < _began.Length; back++)
        {
            writer.I64(_began[(_next + back) % _began.Length]);
        }

        writer.I64(CompleteBegan);
    }

    /// <summary>Reads it; of more polls than the tolerance now asks for only the latest count, and the others are waited for anew.</summary>
    public void Read(ref CanonicalReader reader)
    {
        int count = reader.Count(MostPolls);
        _next = 0;
        for (int i = 0; i < count; i++)
        {
            long began = reader.I64();
            if (count - i <= _began.Length)
            {
                _began[_next] = began;
                _next = (_next + 1) % _began.Length;
            }
        }

        CompleteBegan = reader.I64();
    }

    /// <summary>Whether as many complete polls as the tolerance asks for began after a moment.</summary>
    public bool HasPolledSince(long since) => _began[_next] > since;

    /// <summary>Whether one complete poll began after a moment.</summary>
    public bool HasAnySince(long since) => CompleteBegan > since;
}
