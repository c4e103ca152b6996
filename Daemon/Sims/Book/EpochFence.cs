using System.Collections.Generic;

namespace Basisd.Sims.Book;

/// <summary>
/// The fence of a venue that knows owners' epochs (SPEC 12): per account and slot it takes no order of a lower epoch than the highest that it has
/// seen, so
/// that an engine that lost its slot and does not know it yet can do nothing. An order that names no epoch is not fenced.
/// </summary>
public sealed class EpochFence
{
    /// <summary>Accounts with slots that are remembered; of more no order with an epoch is taken.</summary>
    public const int MaxFences = 64;

    /// <summary>Epochs per account and slot that are counted one by one; the lowest gives way.</summary>
    public const int MaxEpochs = 64;

    private readonly SortedDictionary<(string Account, long Slot), SortedDictionary<long, EpochCount>> _seen = [];

    /// <summary>What was taken and refused, by account, slot and epoch, in that order.</summary>
    public IEnumerable<(string Account, long Slot, long Epoch, EpochCount Count)> Counts
    {
        get
        {
            foreach (((string account, long slot), SortedDictionary<long, EpochCount> epochs) in _seen)
            {
                foreach ((long epoch, EpochCount count) in epochs)
                {
                    yield return (account, slot, epoch, count);
                }
            }
        }
    }

    /// <summary>Lets an order pass, or not.</summary>
    /// <param name="account">Account of the order.</param>
    /// <param name="slot">Slot that it is sent for.</param>
    /// <param name="epoch">Epoch under which it is sent, from 1.</param>
    /// <param name="now">Unix ns.</param>
    /// <returns>Empty, or why it is refused.</returns>
    public string Pass(string account, long slot, long epoch, long now)
    {
        if (!_seen.TryGetValue((account, slot), out SortedDictionary<long, EpochCount>? epochs))
        {
            if (_seen.Count >= MaxFences)
            {
                return $"{MaxFences} accounts with slots are fenced and no more can be";
            }

            epochs = [];
            _seen.Add((account, slot), epochs);
        }

        long highest = 0;
        foreach (long seen in epochs.Keys)
        {
            highest = seen;
        }

        bool passes = epoch >= highest;
        EpochCount before = epochs.GetValueOrDefault(epoch);
        epochs[epoch] = passes
            ? before with { Accepted = before.Accepted + 1, First = before.Accepted == 0 ? now : before.First, Last = now }
            : before with { Refused = before.Refused + 1 };
        if (epochs.Count > MaxEpochs)
        {
            using SortedDictionary<long, EpochCount>.KeyCollection.Enumerator lowest = epochs.Keys.GetEnumerator();
            lowest.MoveNext();
            epochs.Remove(lowest.Current);
        }

        return passes ? string.Empty : $"fenced: an order of epoch {epoch} for slot {slot} of account '{account}', which is at epoch {highest}";
    }
}
