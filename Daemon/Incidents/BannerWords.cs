using System.Collections.Generic;
using System.Text;
using Basisd.Safety;

namespace Basisd.Incidents;

/// <summary>
/// Says in users' words what one action's permissions mean and why. The one place of these words; it derives, it never decides, and it names
/// neither venue nor trigger.
/// </summary>
internal static class BannerWords
{
    /// <summary>Assets and modules that a sentence names; a feed lists them all.</summary>
    public const int MaxNamed = 6;

    // In the order of GateAction.
    private static readonly string[] Nouns =
    [
        "New positions", "Changes to open orders", "Order cancellations", "Position reductions", "Capital reallocations", "Same-token swaps",
        "New stakes", "Matured unstakes", "Rewards", "Withdrawals", "Deposits", "Asset transfers",
    ];

    /// <summary>What users are told about several actions: those of which the same is so stand in one sentence, in the given order.</summary>
    /// <param name="about">The actions.</param>
    /// <param name="told">What is told about each action, by its number.</param>
    /// <param name="text">Where the sentences go, each behind a space; nothing is said of what is available.</param>
    public static void Join(GateAction[] about, BannerAction[] told, StringBuilder text)
    {
        for (int first = 0; first < about.Length; first++)
        {
            string rest = RestOf(about[first], told);
            bool isSaid = told[(int)about[first]].State == "available";
            for (int before = 0; before < first; before++)
            {
                isSaid |= RestOf(about[before], told) == rest;
            }

            if (isSaid)
            {
                continue;
            }

            text.Append(' ').Append(Nouns[(int)about[first]]);
            int last = first;
            for (int i = first + 1; i < about.Length; i++)
            {
                last = RestOf(about[i], told) == rest ? i : last;
            }

            for (int i = first + 1; i <= last; i++)
            {
                if (RestOf(about[i], told) == rest)
                {
                    string noun = Nouns[(int)about[i]];
                    text.Append(i == last ? " and " : ", ").Append((char)(noun[0] | ' ')).Append(noun, 1, noun.Length - 1);
                }
            }

            text.Append(rest);
        }
    }

    /// <summary>What users are told about one action.</summary>
    public static BannerAction Of(GateAction action, BannerTally tally)
    {
        Permission platform = tally.OfPlatform(action);
        ref readonly BannerTally.Held denied = ref tally.Denied(action);
        ref readonly BannerTally.Held queued = ref tally.Queued(action);
        StringBuilder text = new(Nouns[(int)action]);
        string state = "available";
        string extent = "none";
        List<string> affected = [];
        bool onRoutes = false;
        if (platform == Permission.Deny)
        {
            (state, extent) = ("paused", "all");
            text.Append(" are paused: ").Append(Why(tally.Platform)).Append('.');
        }
        else if (denied.Any)
        {
            (state, extent, onRoutes) = ("paused", "some", denied.OnRoutes);
            affected = denied.Names ?? affected;
            text.Append(" are paused").Append(Where(denied)).Append(": ").Append(Why(denied.Worst)).Append('.');
        }

        if (platform == Permission.Queue)
        {
            text.Append(state == "paused" ? " All others are queued: " : " are queued: ").Append(Queue(tally.Platform)).Append('.');
            (state, extent) = state == "paused" ? (state, extent) : ("queued", "all");
        }
        else if (platform == Permission.Allow && queued.Any)
        {
            text.Append(state == "paused" ? " They are queued" : " are queued").Append(Where(queued)).Append(": ");
            text.Append(Queue(queued.Worst)).Append('.');
            (affected, onRoutes) = state == "paused" ? (affected, onRoutes) : (queued.Names ?? affected, queued.OnRoutes);
            (state, extent) = state == "paused" ? (state, extent) : ("queued", "some");
        }

        text.Append(state == "available" ? " are available." : "");
        return new BannerAction(GateActions.NameOf(action), state, extent, affected, onRoutes, text.ToString());
    }

    private static string RestOf(GateAction action, BannerAction[] told) => told[(int)action].Text[Nouns[(int)action].Length..];

    private static string Where(in BannerTally.Held held)
    {
        int count = held.Names?.Count ?? 0;
        if (count == 0)
        {
            return " on some routes";
        }

        StringBuilder text = new(" for ");
        for (int i = 0; i < count && i < MaxNamed; i++)
        {
            bool last = i == count - 1;
            text.Append(i == 0 ? "" : last ? " and " : ", ").Append(held.Names![i]);
        }

        text.Append(count > MaxNamed ? $" and {count - MaxNamed} more" : "");
        return text.Append(held.OnRoutes ? ", and on some routes" : "").ToString();
    }

    private static string Queue(Mode mode) => mode == Mode.Bscb
        ? "requests are accepted and go through a review, because " + Why(mode)
        : "requests are accepted and wait, because " + Why(mode);

    private static string Why(Mode mode) => mode switch
    {
        Mode.Dmm => "automated activity is halted until checks are complete and people have signed",
        Mode.Bscb => "the circuit breaker protects what is affected",
        Mode.Recovery => "recovery checks are still running",
        _ => "required checks are not complete",
    };
}
