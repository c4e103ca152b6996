using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Basisd.Linux;
using Basisd.Venues;

namespace Basisd.Probes.Gateway;

/// <summary>
/// Polls one venue: balances, positions and open orders, then every event up to the latest of them, put into the venue's own order, so that
/// each list stands exactly where it was true. It delivers a poll whole or a failure alone: a list that could not be read must never look like
/// an account that is empty. A backlog that is too long for one poll comes in parts, events alone: they are facts without the lists, too.
/// One poll at a time.
/// </summary>
internal sealed class GatewayPoll : IDisposable
{
    /// <summary>How often the list of open orders is begun anew when events happen under it.</summary>
    public const int MaxAttempts = 5;

    // Beginning and end of a poll.
    private const int Frame = 2;

    private readonly GatewayClient _client;
    private readonly GatewayNames _names;
    private readonly GatewayOptions _options;
    private readonly Func<long> _coreNow;
    private readonly RecordList _balances = new();
    private readonly RecordList _positions = new();
    private readonly RecordList _orders = new();
    private readonly RecordList[] _events = [new(), new(), new()];
    private readonly AnswerShape[] _eventShapes = [AnswerShape.Fills, AnswerShape.Funding, AnswerShape.Transfers];
    private readonly HashSet<int> _items = [];
    private long _cursor;
    private long _number;
    private long _until;
    private long _halfTime;
    private long _cut;

    /// <summary>Creates the poll of a venue; nothing is asked yet.</summary>
    /// <param name="client">Asks.</param>
    /// <param name="names">The venue and its names.</param>
    /// <param name="options">Bounds.</param>
    /// <param name="cursor">Sequence of the last event that is applied, or <see cref="GatewayTarget.NoCursor"/>.</param>
    /// <param name="coreNow">Core time, Unix ns.</param>
    public GatewayPoll(GatewayClient client, GatewayNames names, GatewayOptions options, long cursor, Func<long> coreNow)
    {
        _client = client;
        _names = names;
        _options = options;
        _cursor = cursor;
        _coreNow = coreNow;
    }

    /// <summary>What the last poll delivers, in order: a whole poll, or <see cref="VenueRecordKind.PollFailed"/> alone.</summary>
    public RecordList Records { get; } = new();

    private int Venue => _names.Venue.Index;

    /// <summary>Polls once.</summary>
    /// <exception cref="OperationCanceledException">It was told to stop.</exception>
    public async Task<PollReport> RunAsync()
    {
        long start = BootClock.NowNs();
        long began = _coreNow();
        long retries = _client.Retries;
        _until = start + (GatewayOptions.TimeoutsPerPoll * _options.TimeoutNs);
        _halfTime = start + (GatewayOptions.TimeoutsPerPoll * _options.TimeoutNs / 2);
        _number++;
        GatewayOutcome outcome;
        string detail;
        try
        {
            long asOf = await ReadAsync().ConfigureAwait(false);
            bool whole = _cut == asOf;
            if (whole)
            {
                Merge(began, asOf);
            }
            else
            {
                MergeBacklog();
            }

            _cursor = _cut;
            string left = whole ? "" : $"events up to {_cut} of {asOf}";
            return Report(whole ? GatewayOutcome.Ok : GatewayOutcome.Backlog, left, start, retries, Records.Count - (whole ? Frame : 0), _cut);
        }
        catch (GatewayAnswerException wrong)
        {
            (outcome, detail) = (wrong.Outcome, wrong.Message);
        }
#pragma warning disable CA1031 // A venue's answer must never end the daemon, not even by way of a fault of its reader.
        catch (Exception failure) when (failure is not OperationCanceledException)
#pragma warning restore CA1031
        {
            (outcome, detail) = (GatewayOutcome.Unexpected, ProbeFailure.DetailOf(failure));
        }

        Records.Clear();
        Records.TryAdd(new VenueRecord
        {
            Kind = VenueRecordKind.PollFailed,
            Venue = Venue,
            Seq = Math.Max(_cursor, 0),
            Time = began,
            Id = (long)outcome,
        });
        return Report(outcome, detail, start, retries, 0, 0);
    }

    /// <summary>Closes the connection.</summary>
    public void Dispose() => _client.Dispose();

    private PollReport Report(GatewayOutcome outcome, string detail, long start, long retries, int records, long asOf) =>
        new(Venue, outcome, detail, BootClock.NowNs() - start, _client.Retries - retries, records, asOf);

    private async Task<long> ReadAsync()
    {
        long balances = await SnapshotAsync(AnswerShape.Balances, _balances, Math.Max(_cursor, 0)).ConfigureAwait(false);
        long positions = await SnapshotAsync(AnswerShape.Positions, _positions, balances).ConfigureAwait(false);
        long orders = await OrdersAsync(positions).ConfigureAwait(false);
        long after = _cursor == GatewayTarget.NoCursor ? balances : _cursor;
        _cut = orders;
        for (int i = 0; i < _events.Length; i++)
        {
            _events[i].Clear();
            if (after < _cut)
            {
                _cut = await EventsAsync(_eventShapes[i], _events[i], after, _cut).ConfigureAwait(false);
            }
        }

        return orders;
    }

    private async Task<long> SnapshotAsync(AnswerShape shape, RecordList to, long least)
    {
        to.Clear();
        long asOf = NotBefore(shape, await AskAsync(shape, shape.Path, to).ConfigureAwait(false), least);
        _items.Clear();
        for (int i = 0; i < to.Count; i++)
        {
            int item = to.Items[i].Item;
            if (item >= 0 && !_items.Add(item))
            {
                throw new GatewayAnswerException(GatewayOutcome.Format, $"{shape.Path} items[{i}] is there twice; name each of them once");
            }
        }

        return asOf;
    }

    private async Task<long> OrdersAsync(long least)
    {
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            // What changes under small pages may stand still for a large one.
            int limit = attempt == 0 ? _options.PageSize : GatewayOptions.MaxPageSize;
            if (await OrdersOnceAsync(least, limit).ConfigureAwait(false) is { } asOf)
            {
                return asOf;
            }
        }

        throw new GatewayAnswerException(
            GatewayOutcome.Unsettled,
            $"{AnswerShape.Orders.Path} changed between its pages {MaxAttempts} times; answer with {GatewayOptions.MaxPageSize} orders at once");
    }

    /// <returns>Null when the sequence moved between two pages.</returns>
    private async Task<long?> OrdersOnceAsync(long least, int limit)
    {
        AnswerShape shape = AnswerShape.Orders;
        _orders.Clear();
        long? asOf = null;
        ulong last = 0;
        ulong? after = null;
        while (true)
        {
            int first = _orders.Count;
            string path = after is null ? $"{shape.Path}?limit={limit}" : $"{shape.Path}?after={after}&limit={limit}";
            AnswerHead head = await AskAsync(shape, path, _orders).ConfigureAwait(false);
            NotBefore(shape, head, asOf ?? least);
            CheckCount(shape, _orders.Count - first, limit);
            for (int i = first; i < _orders.Count; i++)
            {
                ulong id = unchecked((ulong)_orders.Items[i].Id);
                if (id <= last && (i > 0 || after is not null))
                {
                    throw Disordered($"{shape.Path} items[{i - first}].order_id is {id} behind {last}; list the orders by ascending order_id");
                }

                last = id;
            }

            if (asOf is { } before && head.AsOf != before)
            {
                return null;
            }

            asOf = head.AsOf;
            after = head.Next;
            if (after is null)
            {
                return asOf;
            }
        }
    }

    /// <returns>The sequence up to which the list was read: <paramref name="until"/>, or less when the backlog is long.</returns>
    private async Task<long> EventsAsync(AnswerShape shape, RecordList to, long after, long until)
    {
        // A long row of events is read faster in large pages.
        int limit = _options.PageSize;
        while (true)
        {
            int first = to.Count;
            AnswerHead head = await AskAsync(shape, $"{shape.Path}?after={after}&until={until}&limit={limit}", to).ConfigureAwait(false);
            NotBefore(shape, head, until);
            CheckCount(shape, to.Count - first, limit);
            for (int i = first; i < to.Count; i++)
            {
                long seq = to.Items[i].Seq;
                if (seq <= after || seq > until)
                {
                    string what = seq > until ? $"and only events up to {until} were asked for" : $"and does not follow {after}";
                    throw Disordered($"{shape.Path} items[{i - first}].seq is {seq} {what}; list each event once, by ascending seq");
                }

                after = seq;
            }

            if (head.Next is null)
            {
                return until;
            }

            if (to.Count >= GatewayLimits.BacklogEvents || BootClock.NowNs() >= _halfTime)
            {
                return after;
            }

            limit = GatewayOptions.MaxPageSize;
        }
    }

    private async Task<AnswerHead> AskAsync(AnswerShape shape, string path, RecordList to)
    {
        GatewayAnswer answer = await _client.GetAsync(path, _until).ConfigureAwait(false);
        if (answer.Outcome != GatewayOutcome.Ok)
        {
            throw new GatewayAnswerException(answer.Outcome, $"{shape.Path}: {answer.Detail}");
        }

        return AnswerParser.Read(shape, _client.Body, _names, to);
    }

    private static long NotBefore(AnswerShape shape, AnswerHead head, long least) => head.AsOf >= least ? head.AsOf
        : throw new GatewayAnswerException(
            GatewayOutcome.WentBack,
            $"{shape.Path} as_of is {head.AsOf} and {least} was reached before; has the gateway lost its history, or does another one answer?");

    private static void CheckCount(AnswerShape shape, int count, int limit)
    {
        if (count > limit)
        {
            string message = $"{shape.Path} has {count} items where at most {limit} were asked for; obey limit";
            throw new GatewayAnswerException(GatewayOutcome.Format, message);
        }
    }

    private static GatewayAnswerException Disordered(string message) => new(GatewayOutcome.OutOfOrder, message);

    private void Merge(long began, long end)
    {
        Records.Clear();
        Add(new VenueRecord { Kind = VenueRecordKind.PollBegin, Venue = Venue, Seq = Math.Max(_cursor, 0), Time = began, Id = _number });
        Span<int> at = stackalloc int[_events.Length];
        long last = 0;

        // The open orders were the last that were asked for: their sequence is the end of the poll, also where there is none.
        foreach (RecordList list in (ReadOnlySpan<RecordList>)[_balances, _positions, _orders])
        {
            if (list.Count > 0)
            {
                Events(at, list.Items[0].Seq, ref last);
            }

            foreach (ref readonly VenueRecord record in list.Items)
            {
                Add(record);
            }
        }

        Events(at, end, ref last);
        Add(new VenueRecord { Kind = VenueRecordKind.PollEnd, Venue = Venue, Seq = end, Time = _coreNow(), Id = _number });
    }

    private void MergeBacklog()
    {
        Records.Clear();
        Span<int> at = stackalloc int[_events.Length];
        long last = 0;
        Events(at, _cut, ref last);
    }

    private void Events(Span<int> at, long until, ref long last)
    {
        while (true)
        {
            int first = -1;
            long least = until;
            for (int i = 0; i < _events.Length; i++)
            {
                if (at[i] < _events[i].Count && _events[i].Items[at[i]].Seq <= least)
                {
                    first = i;
                    least = _events[i].Items[at[i]].Seq;
                }
            }

            if (first < 0)
            {
                return;
            }

            if (least == last)
            {
                throw Disordered($"{_eventShapes[first].Path} and another list both have seq {least}; one event, one seq, over all lists");
            }

            Add(_events[first].Items[at[first]++]);
            last = least;
        }
    }

    private void Add(in VenueRecord record)
    {
        if (!Records.TryAdd(record))
        {
            throw new GatewayAnswerException(
                GatewayOutcome.TooMuch, $"one poll has more than {GatewayLimits.MaxRecords} records; list fewer accounts, positions or open orders");
        }
    }
}
