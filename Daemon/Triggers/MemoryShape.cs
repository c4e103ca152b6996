using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>The checks that every evaluator makes on bytes it reads: a snapshot of other settings, or a value that cannot be, is refused.</summary>
internal static class MemoryShape
{
    /// <summary>Reads a number that the settings or the topology fix.</summary>
    /// <exception cref="CanonicalFormatException">Another number was written.</exception>
    public static void Expect(ref CanonicalReader reader, int expected, string what)
    {
        int found = reader.I32();
        if (found != expected)
        {
            throw new CanonicalFormatException($"{what}: the snapshot has {found}, the configuration {expected}");
        }
    }

    /// <summary>Holds a value that was read against its range.</summary>
    /// <exception cref="CanonicalFormatException">The value is outside.</exception>
    public static long Within(long value, long least, long most, string what) =>
        value >= least && value <= most ? value : throw new CanonicalFormatException($"{what} {value} is outside {least} to {most}");
}
