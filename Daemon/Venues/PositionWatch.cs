using System;
using Basisd.Safety;

namespace Basisd.Venues;

/// <summary>
/// Holds each venue's positions against those that the engine reported. One line more per venue stands for positions that the configuration does
/// not name. What the engine never reported counts only once there is an engine. While a fill is in flight a poll proves only what no such fill can
/// explain: it decides nothing about the rest, neither that it differs nor that it agrees, and no time counts that it did not decide.
/// </summary>
public sealed class PositionWatch
{
    private readonly Topology _topology;
    private readonly PositionBook _book;
    private readonly AgingLine[] _lines;
    private readonly long[] _found;
    private readonly bool[] _undecided;

    /// <summary>Fixes all memory.</summary>
    public PositionWatch(Topology topology, PositionBook book)
    {
        _topology = topology;
        _book = book;
        _lines = new AgingLine[book.Count + topology.Venues.Length];
        _found = new long[_lines.Length];
        _undecided = new bool[topology.Venues.Length];
    }

    /// <summary>The line of positions at a venue that the configuration does not name.</summary>
    public int Unnamed(int venue) => _book.Count + venue;

    /// <summary>How long a position has differed.</summary>
    public ref readonly AgingLine LineOf(int line) => ref _lines[line];

    /// <summary>Whether the line is one of the venue's.</summary>
    public bool IsAt(int line, int venue) => line >= _book.Count ? line - _book.Count == venue : _topology.Positions[line].Venue == venue;

    /// <summary>Number of lines.</summary>
    public int Count => _lines.Length;

    /// <summary>Whether nobody on our side ever named what stands on the line.</summary>
    public bool IsUnknown(int line) => line >= _book.Count || !_book.IsReported(line);

    /// <summary>A poll begins.</summary>
    public void Begin(int venue)
    {
        for (int line = 0; line < _lines.Length; line++)
        {
            _found[line] = IsAt(line, venue) ? 0 : _found[line];
        }
    }

    /// <summary>One position; those without a name add up by size, so that a long one never hides a short one.</summary>
    public void Take(int venue, int position, long quantity)
    {
        int line = position < 0 ? Unnamed(venue) : position;
        _found[line] = position < 0 ? LedgerAmounts.Clamp((Int128)_found[line] + Int128.Abs(quantity)) : quantity;
    }

    /// <summary>Whether the latest complete poll of a venue left open how its positions stand.</summary>
    public bool IsUndecided(int venue) => _undecided[venue];

    /// <summary>The poll is complete.</summary>
    /// <param name="venue">Index of the venue.</param>
    /// <param name="hasEngine">Whether an engine was seen: before that it had nobody to report a position.</param>
    /// <param name="inFlight">Sum of the sizes of the venue's fills that only one side has told of yet, 1e-8.</param>
    /// <param name="now">Core time, Unix nanoseconds.</param>
    /// <param name="settings">The tolerance.</param>
    public void End(int venue, bool hasEngine, Int128 inFlight, long now, ReconcilerSettings settings)
    {
        _undecided[venue] = false;
        for (int line = 0; line < _lines.Length; line++)
        {
            if (!IsAt(line, venue) || !(hasEngine || line >= _book.Count || _book.IsReported(line)))
            {
                continue;
            }

            long ours = line < _book.Count ? _book.OursOf(line) : 0;
            Int128 amount = (Int128)_found[line] - ours;
            if (inFlight == 0 || Int128.Abs(amount) > inFlight)
            {
                _lines[line].Take(ours, _found[line], LedgerAmounts.Clamp(amount), now, settings.TripPolls);
            }
            else
            {
                // What was already a difference stays one until a poll shows that it is over.
                _undecided[venue] = true;
                _lines[line] = _lines[line].IsOverdue(settings, now) ? _lines[line] : default;
            }
        }
    }

    /// <summary>The venue is no longer watched.</summary>
    public void Forget(int venue)
    {
        for (int line = 0; line < _lines.Length; line++)
        {
            _lines[line] = IsAt(line, venue) ? default : _lines[line];
        }

        _undecided[venue] = false;
    }

    /// <summary>Writes how long each has differed.</summary>
    public void Write(CanonicalWriter writer)
    {
        writer.I32(_lines.Length);
        foreach (ref readonly AgingLine line in _lines.AsSpan())
        {
            line.Write(writer);
        }
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="CanonicalFormatException">Another number of positions.</exception>
    public void Read(ref CanonicalReader reader)
    {
        if (reader.I32() != _lines.Length)
        {
            throw new CanonicalFormatException("the positions are of another number");
        }

        foreach (ref AgingLine line in _lines.AsSpan())
        {
            line = AgingLine.Read(ref reader);
        }
    }
}
