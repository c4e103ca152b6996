using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;

namespace Basisd.Tests.Probes.Gateway;

/// <summary>A gateway over real sockets that obeys the contract, and whose answers can be replaced path by path.</summary>
internal sealed class ScriptedGateway : IAsyncDisposable
{
    private readonly ProbedVenue _venue;

    public ScriptedGateway() => _venue = new ProbedVenue(AnswerAsync);

    public Uri Base => new(_venue.Address, "/v1");

    public int Connections => _venue.Connections;

    /// <summary>What the venue is at; a list is exact at what this gives when it is asked for.</summary>
    public Func<string, long> AsOf { get; set; } = _ => 0;

    public List<string> Balances { get; } = [];

    public List<string> Positions { get; } = [];

    public SortedDictionary<ulong, string> Orders { get; } = [];

    /// <summary>Events by sequence: their path and text.</summary>
    public SortedDictionary<long, (string Path, string Item)> Events { get; } = [];

    /// <summary>Answers another way where it gives one; gets path and query.</summary>
    public Func<string, ProbedVenue.Call, Task?>? Instead { get; set; }

    /// <summary>Paths and queries that were asked for.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public void Add(long seq, Func<long, string> item)
    {
        string path = item(1).Contains("fill_id", StringComparison.Ordinal) ? "/fills"
            : item(1).Contains("funding_id", StringComparison.Ordinal) ? "/funding" : "/transfers";
        Events.Add(seq, (path, item(seq)));
    }

    public ValueTask DisposeAsync() => _venue.DisposeAsync();

    private Task AnswerAsync(ProbedVenue.Call call)
    {
        string target = call.Head.Split(' ')[1]["/v1".Length..];
        Asked.Enqueue(target);
        if (Instead?.Invoke(target, call) is { } other)
        {
            return other;
        }

        string[] parts = target.Split('?');
        Dictionary<string, string> query = parts.Length == 1 ? [] : parts[1].Split('&').Select(p => p.Split('=')).ToDictionary(p => p[0], p => p[1]);
        long asOf = AsOf(parts[0]);
        int limit = int.Parse(query.GetValueOrDefault("limit", "200"), CultureInfo.InvariantCulture);
        return call.SayAsync(Gateways.Http(parts[0] switch
        {
            "/balances" => Gateways.List(asOf, string.Join(',', Balances)),
            "/positions" => Gateways.List(asOf, string.Join(',', Positions)),
            "/orders" => Page(
                asOf, Orders.Where(o => !query.TryGetValue("after", out string? a) || o.Key > ulong.Parse(a, CultureInfo.InvariantCulture))
                    .Select(o => ($"\"{o.Key}\"", o.Value)), limit),
            _ => Page(
                asOf, Events.Where(e => e.Value.Path == parts[0] && e.Key > Number(query["after"]) && e.Key <= Number(query["until"]))
                    .Select(e => ($"{e.Key}", e.Value.Item)), limit),
        }));
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static string Page(long asOf, IEnumerable<(string Key, string Item)> rest, int limit)
    {
        (string Key, string Item)[] page = [.. rest.Take(limit + 1)];
        (string Key, string Item)[] shown = [.. page.Take(limit)];
        return Gateways.List(asOf, string.Join(',', shown.Select(s => s.Item)), page.Length > limit ? shown[^1].Key : "null");
    }
}
