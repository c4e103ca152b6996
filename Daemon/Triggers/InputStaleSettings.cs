using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>Settings of <c>internal.input_stale</c> (SPEC 5, R-4.1); each input brings its own maximum age.</summary>
public sealed record InputStaleSettings
{
    /// <summary>Enabled, shadow and hold: one minute (SPEC 5, general clear rule).</summary>
    public TriggerPolicy Policy { get; init; } = new(Enabled: true, Shadow: false, FixedPoint.Minute);
}
