using System.Collections.Generic;

namespace Basisd.Host.Charts;

/// <summary>
/// Places the names of trips above the panels, each beside the line of its trip, so that none lies over another: a later one stands a lane
/// lower than the earlier one that reaches over it. What finds no place is left to the list below the chart.
/// </summary>
internal sealed class TripLabels
{
    /// <summary>Height of a lane, pixels.</summary>
    public const int LaneHeight = 16;

    private const int MostLanes = 6;
    private const int CharacterTenths = 68;
    private const int Gap = 8;

    private readonly List<List<(int From, int To)>> _lanes = [];

    /// <summary>Lanes in use.</summary>
    public int Lanes => _lanes.Count;

    /// <summary>Finds a place for a text beside a line.</summary>
    /// <param name="x">The line.</param>
    /// <param name="right">Right edge of the plot.</param>
    /// <param name="text">The text.</param>
    /// <param name="isLeft">Whether the text ends at the line instead of beginning there.</param>
    /// <returns>The lane from the top, or -1.</returns>
    public int Place(int x, int right, string text, out bool isLeft)
    {
        int width = (text.Length * CharacterTenths / 10) + Gap;
        isLeft = x + width > right;
        (int from, int to) = isLeft ? (x - width, x) : (x, x + width);
        int lane = 0;
        for (int i = 0; i < _lanes.Count; i++)
        {
            if (_lanes[i].Exists(o => o.From < to && from < o.To))
            {
                lane = i + 1;
            }
        }

        if (lane >= MostLanes)
        {
            return -1;
        }

        if (lane == _lanes.Count)
        {
            _lanes.Add([]);
        }

        _lanes[lane].Add((from, to));
        return lane;
    }
}
