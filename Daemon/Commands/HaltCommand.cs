using System;
using System.CommandLine;
using Basisd.Host.Http;

namespace Basisd.Commands;

/// <summary><c>basisd halt</c>: DMM on the platform. Cheap on purpose .</summary>
public static class HaltCommand
{
    /// <summary>Patience for one act: it is answered when it is durable.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        NodeAddress address = new();
        Option<string> reason = CommonOptions.Reason();
        Command command = new("halt", "halt the platform at once (DMM); only a signed resumption ends it") { reason };
        address.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            if (address.AdminSocket(parsed) is not { } socket)
            {
                return ExitCode.Usage;
            }

            using AdminClient client = new(socket, Patience);
            return ActAnswer.Print(parsed, await client.HaltAsync(parsed.GetValue(reason)!, cancel).ConfigureAwait(false));
        });
        return command;
    }
}
