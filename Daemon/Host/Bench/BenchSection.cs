using System.Collections.Generic;

namespace Basisd.Host.Bench;

/// <summary>Figures that were measured together, and what a reader must know of how.</summary>
/// <param name="Name">Name of the section.</param>
/// <param name="Figures">The figures.</param>
/// <param name="Notes">Method, and what could not be measured here.</param>
public sealed record BenchSection(string Name, IReadOnlyList<BenchFigure> Figures, IReadOnlyList<string> Notes);
