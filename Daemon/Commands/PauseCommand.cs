using System.CommandLine;
using Basisd.Host.Http;

namespace Basisd.Commands;

/// <summary><c>basisd pause</c>: BSCB on one scope, and the end of an operator's own pause.</summary>
public static class PauseCommand
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        NodeAddress address = new();
        Argument<string> scope = new("SCOPE") { Description = "for example venue/alpha, asset/BTC or route/BTC@alpha; `basisd status` lists them" };
        Option<string> reason = CommonOptions.Reason();
        Option<bool> lift = new("--lift") { Description = "end the pause: the scope goes through recovery, stage by stage" };
        Command command = new("pause", "block new risk on one scope (BSCB) until the pause is lifted") { scope, reason, lift };
        address.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            if (address.AdminSocket(parsed) is not { } socket)
            {
                return ExitCode.Usage;
            }

            using AdminClient client = new(socket, HaltCommand.Patience);
            bool lifts = parsed.GetValue(lift);
            return ActAnswer.Print(
                parsed, await client.PauseAsync(parsed.GetValue(scope)!, parsed.GetValue(reason)!, lifts, cancel).ConfigureAwait(false));
        });
        return command;
    }
}
