using System.IO;
using Basisd.Journal;

namespace Basisd.Host.Audit;

/// <summary>Why there is no journal to read.</summary>
/// <param name="Message">One sentence for people.</param>
/// <param name="IsIntegrity">There should be one and it is hurt; false: this is not the place of a journal, or it may not be read.</param>
public sealed record JournalProblem(string Message, bool IsIntegrity)
{
    /// <summary>Judges a directory whose journal could not be opened.</summary>
    public static JournalProblem Of(string directory, string message)
    {
        AnchorState state = AnchorFile.Read(directory).State;
        bool integrity = state switch
        {
            AnchorState.Missing => Directory.Exists(directory) && SegmentFiles.List(directory).Count > 0,
            AnchorState.Unreadable => false,
            _ => true,
        };
        return new JournalProblem(message, integrity);
    }
}
