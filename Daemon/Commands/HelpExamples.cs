using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Linq;
using System.Runtime.CompilerServices;

namespace Basisd.Commands;

/// <summary>Examples under the help of a verb: what an operator copies. They belong to the verb that names them.</summary>
internal static class HelpExamples
{
    private static readonly ConditionalWeakTable<Command, IReadOnlyList<string>> Known = [];

    /// <summary>Gives a verb its examples.</summary>
    /// <param name="command">The verb.</param>
    /// <param name="examples">Whole command lines, each with what it does behind two blanks and a #.</param>
    /// <returns>The verb.</returns>
    public static Command WithExamples(this Command command, params IReadOnlyList<string> examples)
    {
        Known.AddOrUpdate(command, examples);
        return command;
    }

    /// <summary>Examples of a verb; empty where it has none.</summary>
    public static IReadOnlyList<string> Of(Command command) => Known.TryGetValue(command, out IReadOnlyList<string>? examples) ? examples : [];

    /// <summary>Makes the tree's help end with the examples of the verb that is asked about.</summary>
    public static RootCommand ShownBy(RootCommand root)
    {
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new Shown((SynchronousCommandLineAction)help.Action!);
        return root;
    }

    private sealed class Shown(SynchronousCommandLineAction plain) : SynchronousCommandLineAction
    {
        // Who asks for help need not give what is required.
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            int code = plain.Invoke(parseResult);
            IReadOnlyList<string> examples = Of(parseResult.CommandResult.Command);
            if (examples.Count > 0)
            {
                parseResult.InvocationConfiguration.Output.WriteLine("Examples:");
                foreach (string example in examples)
                {
                    parseResult.InvocationConfiguration.Output.WriteLine($"  {example}");
                }

                parseResult.InvocationConfiguration.Output.WriteLine();
            }

            return code;
        }
    }
}
