using System;
using System.Globalization;
using Xunit;

namespace Basisd.Tests.EndToEnd;

/// <summary>
/// How often a test kills, and the seed that its moments are drawn from: what the environment says, else the test's own count and any seed. It says
/// both at the start and in every failure, so that a failure can be played again.
/// </summary>
internal sealed class KillPlan
{
    private const string SeedVariable = "BASISD_KILL_SEED";

    private readonly string _variable;

    /// <param name="variable">Name of the environment variable that sets the count.</param>
    /// <param name="otherwise">The count without it.</param>
    public KillPlan(string variable, int otherwise)
    {
        _variable = variable;
        Count = FromEnvironment(variable, otherwise);
        Seed = FromEnvironment(SeedVariable, System.Random.Shared.Next());
        Random = new Random(Seed);
        TestContext.Current.TestOutputHelper?.WriteLine(ToString());
    }

    public int Count { get; }

    public int Seed { get; }

    /// <summary>Draws the moments.</summary>
    public Random Random { get; }

    /// <summary>Whether an exception is the failure of a test and not its cancellation.</summary>
    public static bool IsFailure(Exception e) => e is Xunit.Sdk.IAssertionException or InvalidOperationException;

    /// <summary>The failure, with all that plays it again.</summary>
    public InvalidOperationException At(int kill, Exception failure) =>
        new($"kill {kill} with {SeedVariable}={Seed}, {DaemonBinary.Description}: {failure.Message}", failure);

    public override string ToString() => $"{SeedVariable}={Seed} {_variable}={Count}, {DaemonBinary.Description}";

    private static int FromEnvironment(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : otherwise;
}
