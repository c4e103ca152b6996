namespace Basisd.Cluster;

// What the model of the protocol is held against.
internal sealed partial class SlotAgent
{
    /// <summary>How the slot stands at a moment. It only looks, and no guard that was taken away changes what it sees.</summary>
    public SlotSight Sight(long now)
    {
        bool may = Role <= SlotRole.Claiming && Cell.IsKnown && (Silence.EndsAt(Cell.SeenAt) <= now || (Record is { } record
            && (record.Released || (record.Owner == _powerless && record.Boot == _powerlessBoot)
                || (record.Owner == _settings.Self && record.Boot != _parts.Boot))));
        return new(Role, Cell.Open as SlotRecord, Cell.IsUnknown, Role is SlotRole.TakingOver or SlotRole.Owner ? _renewal.Deadline : 0, may);
    }
}
