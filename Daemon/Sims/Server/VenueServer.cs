using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;

namespace Basisd.Sims.Server;

/// <summary>
/// Serves a simulated venue through one <see cref="SimEndpoint"/>: the venue gateway contract under <c>/v1/</c>, the simulator's own API under
/// <c>/sim/</c>. It owns the clockwork that steps the prices. Anybody who reaches it may trade and set faults, so it listens on loopback alone
/// unless it is told otherwise.
/// </summary>
public sealed class VenueServer : IAsyncDisposable
{
    private readonly VenueServerOptions _options;
    private readonly VenueAccounts _accounts;
    private readonly CancellationTokenSource _stop = new();
    private readonly SimEndpoint _endpoint;
    private readonly VenueRequestHandler _handler;
    private Task _ticking = Task.CompletedTask;

    /// <summary>Prepares the server; nothing is opened yet.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="accounts">What is served.</param>
    /// <param name="told">Is told of faults of the simulator itself.</param>
    public VenueServer(VenueServerOptions options, VenueAccounts accounts, Action<string> told)
    {
        _options = options;
        _accounts = accounts;
        _handler = new VenueRequestHandler(accounts, told, _stop.Token);
        _endpoint = new SimEndpoint(options.Listen, options.Certificate);
    }

    /// <summary>The address that the configuration of a daemon takes, with the port that was taken: <c>http://127.0.0.1:9001/v1</c>.</summary>
    /// <exception cref="InvalidOperationException">The server is not started.</exception>
    public Uri Address => Addresses.First();

    /// <summary>The addresses of all accounts.</summary>
    /// <exception cref="InvalidOperationException">The server is not started.</exception>
    public IEnumerable<Uri> Addresses => _accounts.Contracts.Select(c => new Uri(_endpoint.Address, c));

    /// <summary>Opens the endpoint and starts the clockwork.</summary>
    /// <exception cref="SimEndpointException">It cannot be opened, or others could reach it and that was not said to be meant.</exception>
    public async Task StartAsync(CancellationToken cancel)
    {
        if (!IPAddress.IsLoopback(_options.Listen.Address) && !_options.MayBeRemote)
        {
            throw new SimEndpointException(
                $"{_options.Listen} can be reached by others, who could trade and set faults; listen on 127.0.0.1, or say --allow-remote");
        }

        await _endpoint.StartAsync(_handler, cancel).ConfigureAwait(false);
        if (_options.Tick > TimeSpan.Zero)
        {
            _ticking = TickAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _ticking.ConfigureAwait(false);
        await _endpoint.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task TickAsync()
    {
        using PeriodicTimer timer = new(_options.Tick);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                _accounts.Tick();
            }
        }
        catch (OperationCanceledException)
        {
            return; // the end of the server
        }
    }
}
