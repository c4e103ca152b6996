using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Basisd.Sims.Answers;
using Basisd.Sims.Book;
using Basisd.Sims.Faults;

namespace Basisd.Sims;

/// <summary>
/// A simulated venue behind one lock: it takes a request and gives the answer, whole. The clock is handed in and chance comes from the
/// seed, so the same requests get the same bytes. How an answer is spoiled on its way is the server's part. It must never be reached from a
/// running daemon.
/// </summary>
public sealed class VenueSimulator
{
    private const string ContractRoot = "/v1/";
    private const string OwnRoot = "/sim/";

    private readonly Lock _lock = new();
    private readonly Func<long> _clock;
    private readonly VenueBook _book;
    private readonly FaultList _faults = new();
    private readonly ContractPages _pages;
    private readonly SimApi _own;

    /// <summary>Creates a venue.</summary>
    /// <param name="name">How it calls itself, for example <c>alpha</c>.</param>
    /// <param name="book">Its book.</param>
    /// <param name="clock">Unix ns.</param>
    public VenueSimulator(string name, VenueBook book, Func<long> clock)
    {
        Name = name;
        _book = book;
        _clock = clock;
        _pages = new ContractPages(name, book);
        _own = new SimApi(book, _faults);
    }

    /// <summary>How it calls itself.</summary>
    public string Name { get; }

    /// <summary>One step of every price.</summary>
    public void Tick()
    {
        lock (_lock)
        {
            _book.Tick(_clock());
        }
    }

    /// <summary>Answers one request.</summary>
    public SimReply Answer(in SimRequest request)
    {
        lock (_lock)
        {
            return Strike(request);
        }
    }

    private SimReply Strike(in SimRequest request)
    {
        IReadOnlyList<Fault> striking = SimApi.IsAboutFaults(request.Path) ? [] : _faults.Strike(request.Path);
        Fault? broken = striking.FirstOrDefault(f => f.IsBreaking);
        int delay = striking.Where(f => f.Kind == FaultKind.Latency).Sum(f => f.Ms);
        SimReply reply = broken is { IsBefore: true } before ? Broken(before, request) : Route(request, new Lies(striking));
        return reply with { DelayMs = delay, Broken = broken };
    }

    private static SimReply Broken(Fault fault, in SimRequest request) => fault.Kind switch
    {
        FaultKind.Error => SimReply.Error(fault.Status, "the venue is told to fail"),
        FaultKind.RedirectLoop => SimReply.Error(302, "ask there") with { Location = request.Path + request.Query },
        _ => SimReply.Error(503, "never sent"),
    };

    private SimReply Route(in SimRequest request, Lies lies)
    {
        string path = request.Path;
        FlatFields query = FlatFields.OfQuery(request.Query);
        if (path.StartsWith(ContractRoot, StringComparison.Ordinal))
        {
            return request.Method == "GET"
                ? _pages.Answer(path[ContractRoot.Length..], query, lies) ?? SimReply.Error(404, $"the contract has no {path}")
                : SimReply.Error(405, "the contract is GET only");
        }

        if (!path.StartsWith(OwnRoot, StringComparison.Ordinal))
        {
            return SimReply.Error(404, "there are /v1/ (the venue gateway contract) and /sim/ (the simulator's own API)");
        }

        // The truth of every list of the contract, whatever faults make of it: for the engine that trades here.
        string name = path[OwnRoot.Length..];
        return (request.Method == "GET" ? _pages.Answer(name, query, lies) : null)
            ?? _own.Answer(request.Method, name, query, request.Body.Span, _clock())
            ?? SimReply.Error(404, $"the simulator's API has no {request.Method} {path}");
    }
}
