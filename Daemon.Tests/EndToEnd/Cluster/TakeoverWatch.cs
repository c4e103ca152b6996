using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Basisd.Host.Http;
using Basisd.Linux;

namespace Basisd.Tests.EndToEnd.Cluster;

/// <summary>Follows the slots of one node through a fault: made before it, asked after it.</summary>
internal sealed class TakeoverWatch
{
    private readonly ClusterBed _bed;
    private readonly BedNode _victim;
    private readonly List<ClusterSlotStatus> _before;
    private long _faultAt;

    private TakeoverWatch(ClusterBed bed, BedNode victim, List<ClusterSlotStatus> before)
    {
        _bed = bed;
        _victim = victim;
        _before = before;
    }

    /// <summary>Slots of the victim before the fault.</summary>
    public IEnumerable<string> Slots => _before.Select(s => s.Name);

    /// <summary>Notes what the victim owns.</summary>
    /// <param name="bed">The bed.</param>
    /// <param name="victim">Who is about to fail.</param>
    /// <param name="only">The one slot that is about to move; null: all of the victim's.</param>
    public static async Task<TakeoverWatch> BeginAsync(ClusterBed bed, BedNode victim, string? only = null)
    {
        ClusterStatus status = await bed.SeenAsync();
        foreach (BedNode node in bed.Nodes.Where(n => n.IsUp))
        {
            _ = await node.PhasesAsync();
        }

        return new TakeoverWatch(bed, victim, [.. status.Slots.Where(s => s.Owner == victim.Name && (only is null || s.Name == only))])
        {
            _faultAt = BootClock.WallNs(),
        };
    }

    /// <summary>The fault happens now.</summary>
    public void Strike() => _faultAt = BootClock.WallNs();

    /// <summary>Waits until all of them are open elsewhere.</summary>
    public async Task<List<Takeover>> TakenAsync()
    {
        List<(ClusterSlotStatus Before, BedNode Heir, long Epoch)> taken = [];
        foreach (ClusterSlotStatus slot in _before)
        {
            ClusterStatus status = await _bed.SeenAsync(
                s => s.Slots.Single(t => t.Name == slot.Name) is { IsReleased: false } now && now.Epoch > slot.Epoch,
                $"{slot.Name} of {_victim.Name} has another owner", not: _victim);
            ClusterSlotStatus now = status.Slots.Single(t => t.Name == slot.Name);
            taken.Add((slot, _bed.Node(now.Owner), now.Epoch));
        }

        List<Takeover> through = [];
        foreach (IGrouping<BedNode, (ClusterSlotStatus Before, BedNode Heir, long Epoch)> of in taken.GroupBy(t => t.Heir))
        {
            foreach ((ClusterSlotStatus before, _, long epoch) in of)
            {
                await ThroughAsync(before.Name, of.Key, epoch);
            }

            Dictionary<string, double> phases = await of.Key.PhasesAsync();
            foreach ((ClusterSlotStatus before, _, long epoch) in of)
            {
                through.Add(await MomentsAsync(before, of.Key, epoch, phases));
            }
        }

        return through;
    }

    private async Task ThroughAsync(string slot, BedNode heir, long epoch)
    {
        await Poll.UntilAsync(
            async () => (await heir.SeesAsync())?.History.Any(e => e.Kind == "opened" && e.Slot == slot && e.Epoch == epoch) == true,
            () => $"{heir.Name} does not open {slot} under epoch {epoch}\n{_bed.Said()}", TimeSpan.FromSeconds(40));
        await Poll.UntilAsync(
            () => _bed.Gates.Opened.Any(o => o.Slot == slot && o.Epoch == epoch),
            () => $"the gate of {slot} on {heir.Name} stays closed for orders\n{_bed.Said()}", TimeSpan.FromSeconds(40));
        await Poll.UntilAsync(
            async () => (await _bed.Venue.EpochsAsync(slot)).Any(e => e.Epoch == epoch && e.Accepted > 0),
            () => $"the engine of {slot} on {heir.Name} does not trade\n{_bed.Said()}", TimeSpan.FromSeconds(40));
    }

    private async Task<Takeover> MomentsAsync(ClusterSlotStatus before, BedNode heir, long epoch, Dictionary<string, double> phases)
    {
        IReadOnlyList<ClusterEventView> history = (await heir.SeesAsync())!.History;
        string slot = before.Name;
        long detected = history.LastOrDefault(e => e.Kind == "peer_silent" && e.Node == _victim.Name && e.At >= _faultAt)?.At ?? 0;
        ClusterEventView claimed = history.First(e => e.Slot == slot && e.Epoch == epoch && e.Kind.StartsWith("claimed", StringComparison.Ordinal));
        long opened = history.First(e => e.Slot == slot && e.Epoch == epoch && e.Kind == "opened").At;
        long gate = _bed.Gates.Opened.First(o => o.Slot == slot && o.Epoch == epoch).At;
        long order = (await _bed.Venue.EpochsAsync(slot)).First(e => e.Epoch == epoch).First;
        long last = _bed.Gates.LastOpen(slot, before.Epoch);
        _bed.Claims[(slot, epoch)] = claimed.At;
        return new Takeover(
            slot, _victim.Name, heir.Name, epoch, Since(detected), Since(claimed.At), phases["replay"], phases["open"], phases["reconcile"],
            Since(opened), Since(gate), Since(order), last == 0 ? double.NaN : (opened - last) / 1e6);
    }

    private double Since(long at) => at == 0 ? double.NaN : (at - _faultAt) / 1e6;
}
