using System;
using System.Threading.Tasks;
using Basisd.Sims.Book;

namespace Basisd.Sims.Faults;

/// <summary>One fault that somebody asked for: what, where, how often.</summary>
public sealed class Fault
{
    /// <summary>Where a fault acts unless it is told: everything of the contract.</summary>
    public const string DefaultPath = "/v1";

    /// <summary>Answer of <see cref="FaultKind.Error"/> unless it is told.</summary>
    public const int DefaultStatus = 503;

    /// <summary>Pause between two bytes of <see cref="FaultKind.SlowDrip"/> unless it is told, ms.</summary>
    public const int DefaultDripMs = 100;

    /// <summary>Longest pause, ms.</summary>
    public const int MaxMs = 600_000;

    /// <summary>Body of <see cref="FaultKind.HugeBody"/> unless it is told, bytes.</summary>
    public const long DefaultBytes = 10 * 1024 * 1024;

    /// <summary>Longest body, bytes.</summary>
    public const long MaxBytes = 1024L * 1024 * 1024;

    /// <summary>Most that a balance is told wrongly by, 1e-8: all faults together stay within 64 bits.</summary>
    public const long MaxAmount = VenueBook.MaxTransfer / 10;

    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Its number, from 1.</summary>
    public long Id { get; set; }

    /// <summary>What it does.</summary>
    public required FaultKind Kind { get; init; }

    /// <summary>What the path of a request begins with where it acts.</summary>
    public string Path { get; init; } = DefaultPath;

    /// <summary>Answers that it still acts on; null: until it is taken away.</summary>
    public long? Left { get; set; }

    /// <summary>Status of an error.</summary>
    public int Status { get; init; } = DefaultStatus;

    /// <summary>Pause, ms.</summary>
    public int Ms { get; init; } = DefaultDripMs;

    /// <summary>Whose balance is told wrongly.</summary>
    public string Asset { get; init; } = string.Empty;

    /// <summary>What is added to it, 1e-8.</summary>
    public long Amount { get; init; }

    /// <summary>Id of the fill that is left out or told twice; 0 until one is chosen.</summary>
    public long Fill { get; set; }

    /// <summary>Whether the second telling has the sequence of the first, which the contract forbids.</summary>
    public bool IsSameSeq { get; init; }

    /// <summary>The second telling of a fill, under a sequence of its own.</summary>
    public VenueEvent Again { get; set; }

    /// <summary>Length of a body, bytes.</summary>
    public long Bytes { get; init; } = DefaultBytes;

    /// <summary>Ends when the fault is taken away.</summary>
    public Task Gone => _gone.Task;

    /// <summary>Whether it breaks the answer itself instead of lying in it.</summary>
    public bool IsBreaking => Kind > FaultKind.Latency;

    /// <summary>Whether the request is never carried out; otherwise it is, and only its answer is lost.</summary>
    public bool IsBefore => Kind is FaultKind.Error or FaultKind.Hang or FaultKind.Reset or FaultKind.RedirectLoop;

    /// <summary>Lets those go on who waited for its end.</summary>
    public void End() => _gone.TrySetResult();

    /// <summary>Whether it acts on a request.</summary>
    /// <param name="path">Path of the request, without its query.</param>
    public bool ActsOn(string path)
    {
        bool isList = path.EndsWith("/fills", StringComparison.Ordinal) || path.EndsWith("/funding", StringComparison.Ordinal)
            || path.EndsWith("/transfers", StringComparison.Ordinal) || path.EndsWith("/orders", StringComparison.Ordinal);
        bool isBalances = path.EndsWith("/balances", StringComparison.Ordinal);
        return Left != 0 && path.StartsWith(Path, StringComparison.Ordinal) && Kind switch
        {
            FaultKind.WrongBalance => isBalances,
            FaultKind.MissingFill or FaultKind.DuplicateFill => path.EndsWith("/fills", StringComparison.Ordinal),
            FaultKind.ReorderedPages => isList,
            FaultKind.EmptyList => isList || isBalances || path.EndsWith("/positions", StringComparison.Ordinal),
            _ => true,
        };
    }
}
