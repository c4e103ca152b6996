using System;
using System.Collections.Generic;
using System.Linq;

namespace Basisd.Tests.Architecture;

/// <summary>
/// One rule of the house: what it forbids, why, and how to mend a breach. <see cref="Find"/> judges one file and gives the
/// line and what stands there.
/// </summary>
internal sealed record Law(
    string Name,
    string Why,
    string Mend,
    Func<SourceFile, bool> Binds,
    Func<Codebase, SourceFile, IEnumerable<(int Line, string What)>> Find)
{
    /// <summary>One message per breach, ready for a terminal: file:line, what, why, how to mend.</summary>
    public IEnumerable<string> Breaches(Codebase code) => code.Files.Where(Binds).SelectMany(f => Breaches(code, f));

    public IEnumerable<string> Breaches(Codebase code, SourceFile file) =>
        Find(code, file)
            .GroupBy(p => p.Line)
            .Select(g => $"{file.Path}:{g.Key}: {string.Join(", ", g.Select(p => p.What).Distinct())}. [{Name}] {Why} Mend: {Mend}");
}
