using System.Collections.Generic;
using Basisd.Safety;

namespace Basisd.Sims.Cluster;

/// <summary>What happened in a run, for people: the last lines of it.</summary>
internal sealed class Transcript(int room)
{
    private readonly Queue<string> _lines = new();

    public IEnumerable<string> Lines => _lines;

    public void Add(long now, string text)
    {
        if (_lines.Count == room)
        {
            _lines.Dequeue();
        }

        _lines.Enqueue($"{now / FixedPoint.Second,4}.{now % FixedPoint.Second / 1_000:000000} {text}");
    }
}
