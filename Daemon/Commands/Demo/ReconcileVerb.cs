using System;

namespace Basisd.Commands.Demo;

/// <summary>The reconciliation of a venue as an operator asks for it.</summary>
internal static class ReconcileVerb
{
    private const string Verb = "reconcile";

    private const int PatienceMs = 30_000;

    /// <summary>Shows it, and holds it to what the act made wrong.</summary>
    /// <param name="world">The world.</param>
    /// <param name="venue">The venue.</param>
    /// <param name="expected">Text of the difference that must be named; null: there must be none.</param>
    /// <exception cref="DemoException">It says something else.</exception>
    public static void Show(DemoWorld world, string venue, string? expected)
    {
        // The engine trades on: while fills are in flight nothing is decided, and whoever wants to know asks again.
        long end = Environment.TickCount64 + PatienceMs;
        while (expected is null && Environment.TickCount64 < end && world.Run(isShown: false, Verb, venue).Code != ExitCode.Ok)
        {
        }

        (int code, string output) = world.Run(isShown: true, Verb, venue);
        if (expected is null && code != ExitCode.Ok)
        {
            throw new DemoException($"the records of {venue} should agree, and `basisd {Verb}` ends with code {code}:\n{output}");
        }

        if (expected is not null && !output.Contains(expected, StringComparison.Ordinal))
        {
            throw new DemoException($"`basisd {Verb} {venue}` does not name the difference of {expected}");
        }
    }
}
