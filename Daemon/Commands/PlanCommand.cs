using System;
using System.CommandLine;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Basisd.Host.Http;
using Basisd.Safety;

namespace Basisd.Commands;

/// <summary><c>basisd plan</c>: how positions would be reduced, or an asset would leave a venue, now. Sends nothing.</summary>
public static class PlanCommand
{
    // One ppm in 1e-8 of a percent.
    private const long PerPpm = 100 * FixedPoint.Scale / FixedPoint.Ppm;

    /// <summary>The verb.</summary>
    public static Command Create() => new("plan", "show a reduction or a reallocation as it would be carried out now; nothing is sent")
    {
        Reduce(),
        Reallocate(),
    };

    private static Command Reduce()
    {
        NodeAddress address = new();
        Argument<string?> scope = new("SCOPE")
        {
            Description = "scope whose positions are reduced (default: platform)",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string?> position = new("--position", "-p") { Description = "one position alone, by its key", HelpName = "KEY" };
        Option<string?> share = new("--share") { Description = "share of every position, for example 25% (default: 100%)", HelpName = "PERCENT" };
        Option<string?> quantity = new("--quantity", "-q")
        {
            Description = "total over all positions, which then are of one asset, for example 1.5",
            HelpName = "AMOUNT",
        };
        Option<string?> to = new("--to")
        {
            Description = "signed quantity that the one position is reduced to, for example -0.5",
            HelpName = "AMOUNT",
        };
        Option<bool> leaveOut = new("--leave-out") { Description = "leave out positions that cannot be reduced, instead of giving no plan" };
        Option<bool> json = CommonOptions.Json();
        Command command = new(
            "reduce", "show the slices of a gradual reduction, or the limit that binds; exit 0 with a plan, 1 when there is none")
        {
            scope, position, share, quantity, to, leaveOut, json,
        };
        address.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            if (!TryShare(parsed.GetValue(share), out long? ppm))
            {
                return Wrong(parsed, $"--share '{parsed.GetValue(share)}' is no share: 0.0001% to 100%");
            }

            if (!TryAmount(parsed.GetValue(quantity), out long? total) || !TryAmount(parsed.GetValue(to), out long? target))
            {
                return Wrong(parsed, "an amount has digits, at most eight of them behind the point, for example 1.5");
            }

            if (address.AdminSocket(parsed) is not { } socket)
            {
                return ExitCode.Usage;
            }

            using AdminClient client = new(socket, HaltCommand.Patience);
            ReducePlanRequest request = new(
                parsed.GetValue(scope), parsed.GetValue(position), ppm, total, target, parsed.GetValue(leaveOut));
            AdminResult<byte[]> result = await client.PlanReduceAsync(request, cancel).ConfigureAwait(false);
            return Print(
                parsed, parsed.GetValue(json), result, HttpJson.Default.ReductionPlanView, plan => plan.IsPlan, PlanTableText.Of);
        });
        return command.WithExamples(
            "basisd plan reduce  # everything, as containment would",
            "basisd plan reduce venue/alpha --share 50%",
            "basisd plan reduce asset/BTC --quantity 1.5 --json",
            "basisd plan reduce --position BTC-PERP@alpha --to -0.25");
    }

    private static Command Reallocate()
    {
        NodeAddress address = new();
        Argument<string> asset = new("ASSET") { Description = "asset that is moved, for example BTC" };
        Option<string> from = new("--from", "-f") { Description = "venue that is left", HelpName = "VENUE", Required = true };
        Option<string?> amount = new("--amount", "-a")
        {
            Description = "amount, for example 1.5 (default: all that the venue is known to hold)",
            HelpName = "AMOUNT",
        };
        Option<bool> json = CommonOptions.Json();
        Command command = new(
            "reallocate", "show how an asset would be split over the healthy venues, or what binds each; exit 0 with a plan, 1 when there is none")
        {
            asset, from, amount, json,
        };
        address.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            if (!TryAmount(parsed.GetValue(amount), out long? moved))
            {
                return Wrong(parsed, "an amount has digits, at most eight of them behind the point, for example 1.5");
            }

            if (address.AdminSocket(parsed) is not { } socket)
            {
                return ExitCode.Usage;
            }

            using AdminClient client = new(socket, HaltCommand.Patience);
            ReallocatePlanRequest request = new(parsed.GetValue(asset), parsed.GetValue(from), moved);
            AdminResult<byte[]> result = await client.PlanReallocateAsync(request, cancel).ConfigureAwait(false);
            return Print(
                parsed, parsed.GetValue(json), result, HttpJson.Default.ReallocationPlanView, plan => plan.IsPlan, PlanTableText.Of);
        });
        return command.WithExamples(
            "basisd plan reallocate BTC --from alpha  # all of it",
            "basisd plan reallocate ETH --from alpha --amount 12.5 --json");
    }

    private static int Print<T>(
        ParseResult parsed, bool json, AdminResult<byte[]> result, JsonTypeInfo<T> type, Func<T, bool> isPlan, Func<T, string> table)
        where T : class
    {
        if (result.Outcome != AdminOutcome.Ok)
        {
            string hint = result.Hint.Length > 0 ? $"; {result.Hint}" : string.Empty;
            parsed.InvocationConfiguration.Error.WriteLine($"basisd: {result.Error}{hint}");
            return (int)result.Outcome;
        }

        T? plan;
        try
        {
            plan = JsonSerializer.Deserialize(result.Value, type);
        }
        catch (JsonException)
        {
            plan = null;
        }

        if (plan is null)
        {
            parsed.InvocationConfiguration.Error.WriteLine(
                "basisd: the daemon's answer cannot be read; are the daemon and this command of the same version?");
            return ExitCode.No;
        }

        parsed.InvocationConfiguration.Output.Write(json ? Encoding.UTF8.GetString(result.Value!) + "\n" : table(plan));
        return isPlan(plan) ? ExitCode.Ok : ExitCode.No;
    }

    private static bool TryAmount(string? text, out long? amount)
    {
        long parsed = 0;
        bool fits = text is null || AmountText.TryParse(text, out parsed);
        amount = text is null ? null : parsed;
        return fits;
    }

    private static bool TryShare(string? text, out long? ppm)
    {
        ppm = null;
        if (text is null)
        {
            return true;
        }

        if (!text.EndsWith('%') || !AmountText.TryParse(text[..^1], out long percent) || percent is <= 0 or > 100 * FixedPoint.Scale
            || percent % PerPpm != 0)
        {
            return false;
        }

        ppm = percent / PerPpm;
        return true;
    }

    private static int Wrong(ParseResult parsed, string problem)
    {
        parsed.InvocationConfiguration.Error.WriteLine($"basisd: {problem}");
        return ExitCode.Usage;
    }
}
