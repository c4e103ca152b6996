using System.CommandLine;
using System.IO;
using Basisd.Host.Audit;
using Basisd.Host.Configuration;

namespace Basisd.Commands;

/// <summary><c>basisd journal</c>: reads the journal of a stopped or a running node. Only <c>repair</c> writes.</summary>
public static class JournalCommand
{
    private const string LocalStateDirectory = ".basisd/state";

    /// <summary>The verb and its parts.</summary>
    public static Command Create() => new(
        "journal", "verify, follow, export and repair the journal of a node, stopped or running; only repair writes, and only where no node runs")
    {
        JournalVerifyCommand.Create(),
        JournalTailCommand.Create(),
        JournalHeadCommand.Create(),
        JournalExportCommand.Create(),
        JournalRepairCommand.Create(),
    };

    /// <summary>Which state directory.</summary>
    internal static Argument<string?> Directory() => new("DIR")
    {
        Description = "state directory of the node (default: node.state_dir of the configuration)",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>
    /// The directory and the names to read it with. A broken configuration matters only where the directory would come from it.
    /// </summary>
    /// <returns>Null when there is no directory; what is wrong was said.</returns>
    internal static (string Directory, EntryNames Names)? Place(string? directory, string? config, TextWriter error)
    {
        ConfigurationResult loaded = ConfigurationLoader.Load(config);
        if (loaded.Configuration is { } configuration)
        {
            string place = directory ?? Local(configuration.Node.StateDirectory);
            return (place, new EntryNames(configuration.Topology, JournalTopology.Find(place)));
        }

        if (directory is null || config is not null)
        {
            ConfigurationErrorsText.Report(loaded, error);
            return null;
        }

        error.WriteLine($"basisd: note: {ConfigurationLoader.DefaultPath} cannot be used, so scopes are shown by index; see `basisd config check`");
        return (directory, new EntryNames(null, null));
    }

    // What `make run` leaves in a checkout, where the machine has no node of its own.
    private static string Local(string configured) =>
        !System.IO.Directory.Exists(configured) && System.IO.Directory.Exists(LocalStateDirectory) ? LocalStateDirectory : configured;

    /// <summary>Says why there is no journal to read.</summary>
    /// <returns>The exit code.</returns>
    internal static int Refuse(JournalProblem problem, TextWriter error)
    {
        error.WriteLine($"basisd: {problem.Message}");
        if (!problem.IsIntegrity)
        {
            error.WriteLine("basisd: name the node's state directory, see node.state_dir in `basisd config show`");
        }

        return problem.IsIntegrity ? ExitCode.Integrity : ExitCode.Usage;
    }

    /// <summary>Says what the reading could not show.</summary>
    internal static void Notes(JournalWalk walk, EntryNames names, TextWriter error)
    {
        if (names.Disagrees)
        {
            error.WriteLine("basisd: note: the journal was written with another topology than this configuration's, so scopes are shown by index;");
            error.WriteLine("basisd: note: name the node's own file with --config");
        }

        if (walk.Lost > 0)
        {
            error.WriteLine($"basisd: note: the running node cut {walk.Lost} entries behind its snapshot before they were read");
        }
    }
}
