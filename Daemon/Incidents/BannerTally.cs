using System.Collections.Generic;
using Basisd.Safety;

namespace Basisd.Incidents;

/// <summary>
/// Sums up what binds users: every scope's mode and permission word, by action. It only counts what the gate publishes; it grants nothing and
/// names no venue and no route, which are none of the users' business.
/// </summary>
public sealed class BannerTally
{
    private readonly Held[] _denied = new Held[GateActions.Count];
    private readonly Held[] _queued = new Held[GateActions.Count];

    /// <summary>Mode of the platform.</summary>
    public Mode Platform { get; private set; }

    /// <summary>Permission word of the platform; nothing is permitted until it was added.</summary>
    public ulong PlatformWord { get; private set; } = PermissionWord.DenyAll;

    /// <summary>Other scopes in BSCB.</summary>
    public int InBscb { get; private set; }

    /// <summary>Other scopes in RECOVERY.</summary>
    public int InRecovery { get; private set; }

    /// <summary>Adds one scope; each once.</summary>
    /// <param name="scope">Which one.</param>
    /// <param name="mode">Its mode.</param>
    /// <param name="word">Its permissions as the gate publishes them; <see cref="PermissionWord.DenyAll"/> while the gate is closed.</param>
    public void Add(Scope scope, Mode mode, ulong word)
    {
        if (scope.Kind == ScopeKind.Platform)
        {
            Platform = mode;
            PlatformWord = word;
            return;
        }

        InBscb += mode == Mode.Bscb ? 1 : 0;
        InRecovery += mode == Mode.Recovery ? 1 : 0;
        for (int action = 0; word != PermissionWord.AllowAll && action < GateActions.Count; action++)
        {
            switch (PermissionWord.Of(word, (GateAction)action))
            {
                case Permission.Deny: Hold(ref _denied[action], scope, mode); break;
                case Permission.Queue: Hold(ref _queued[action], scope, mode); break;
                case Permission.Allow: break;
                default: break;
            }
        }
    }

    /// <summary>Permission of the platform's own word.</summary>
    internal Permission OfPlatform(GateAction action) => PermissionWord.Of(PlatformWord, action);

    /// <summary>What narrower scopes deny.</summary>
    internal ref readonly Held Denied(GateAction action) => ref _denied[(int)action];

    /// <summary>What narrower scopes queue.</summary>
    internal ref readonly Held Queued(GateAction action) => ref _queued[(int)action];

    private static void Hold(ref Held held, Scope scope, Mode mode)
    {
        held.Any = true;
        held.Worst = mode > held.Worst ? mode : held.Worst;
        if (scope.Kind is ScopeKind.Asset or ScopeKind.Module)
        {
            (held.Names ??= []).Add(scope.Name[(scope.Name.IndexOf('/', System.StringComparison.Ordinal) + 1)..]);
        }
        else
        {
            held.OnRoutes = true;
        }
    }

    /// <summary>Scopes that hold one action back in one way.</summary>
    internal struct Held
    {
        /// <summary>Assets and modules, in topology order; null for none.</summary>
        public List<string>? Names;

        /// <summary>Whether any scope does.</summary>
        public bool Any;

        /// <summary>Whether a venue or a route does.</summary>
        public bool OnRoutes;

        /// <summary>The worst of their modes.</summary>
        public Mode Worst;
    }
}
