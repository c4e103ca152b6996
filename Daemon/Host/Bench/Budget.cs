using System;

namespace Basisd.Host.Bench;

/// <summary>One line of SPEC 15 beside a figure, over one run or several.</summary>
/// <param name="Text">The budget in words.</param>
/// <param name="Values">What was judged, one value per run.</param>
/// <param name="Limit">The bound that it is held to.</param>
/// <param name="IsFloor">Whether more is better, as for a rate.</param>
/// <param name="IsSound">False where a run failed its own account: nothing of it counts as kept.</param>
public sealed record Budget(string Text, double[] Values, double Limit, bool IsFloor = false, bool IsSound = true)
{
    /// <summary>Whether the median of the runs kept it.</summary>
    public bool IsMet => Keeps(Median);

    /// <summary>Runs that kept it.</summary>
    public int Kept => Array.FindAll(Values, Keeps).Length;

    /// <summary>Median of the runs, the lower one of two.</summary>
    public double Median
    {
        get
        {
            double[] sorted = Sorted();
            return sorted[(sorted.Length - 1) / 2];
        }
    }

    /// <summary>Smallest value of a run.</summary>
    public double Least => Sorted()[0];

    /// <summary>Largest value of a run.</summary>
    public double Most => Sorted()[^1];

    /// <summary>No more than a limit.</summary>
    public static Budget AtMost(string text, double value, double limit) => new(text, [value], limit);

    /// <summary>No less than a limit.</summary>
    public static Budget AtLeast(string text, double value, double limit, bool sound) => new(text, [value], limit, IsFloor: true, sound);

    private bool Keeps(double value) => IsSound && (IsFloor ? value >= Limit : value <= Limit);

    private double[] Sorted()
    {
        double[] sorted = [.. Values];
        Array.Sort(sorted);
        return sorted;
    }
}
