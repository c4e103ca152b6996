using System.Linq;
using Microsoft.CodeAnalysis;

namespace Basisd.Tests.Architecture;

/// <summary>A name in the source and what the compiler takes it for, however it was written.</summary>
internal sealed record Mention(int Line, ISymbol Symbol)
{
    private const string OurNamespace = "Basisd";

    /// <summary>The outermost type that is meant or that holds the member; null for a namespace.</summary>
    public INamedTypeSymbol? Type { get; } = OutermostType(Symbol);

    /// <summary>Full name of the type, or of the namespace: what messages and bans speak of.</summary>
    public string FullName => (Type ?? Symbol).ToDisplayString();

    /// <summary>The namespace's full name; empty for the global one.</summary>
    public string Namespace => NamespaceOf(Symbol) is { IsGlobalNamespace: false } space ? space.ToDisplayString() : string.Empty;

    /// <summary>The room the symbol lives in, empty for the root of the daemon, null when it is none of ours.</summary>
    public string? Room
    {
        get
        {
            string[] parts = Namespace.Split('.');
            if (parts[0] != OurNamespace || (Symbol is INamespaceSymbol && parts.Length == 1))
            {
                return null;
            }

            return parts.Length > 1 ? parts[1] : string.Empty;
        }
    }

    /// <summary>True when the symbol is the member <paramref name="member"/> of the type <paramref name="type"/>.</summary>
    public bool Is(string type, params string[] member) =>
        Symbol.ContainingType?.ToDisplayString() == type && member.Contains(Symbol.Name);

    private static INamespaceSymbol? NamespaceOf(ISymbol symbol) => symbol as INamespaceSymbol ?? symbol.ContainingNamespace;

    private static INamedTypeSymbol? OutermostType(ISymbol symbol)
    {
        INamedTypeSymbol? type = symbol as INamedTypeSymbol ?? symbol.ContainingType;
        while (type?.ContainingType is { } outer)
        {
            type = outer;
        }

        return type?.OriginalDefinition;
    }
}
