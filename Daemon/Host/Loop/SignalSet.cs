using System;
using System.Runtime.InteropServices;

namespace Basisd.Host.Loop;

/// <summary>SIGTERM and Ctrl-C as one request to stop, for as long as this lives.</summary>
internal sealed class SignalSet : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations;

    /// <summary>Registers.</summary>
    /// <param name="stop">Called at each signal, from any thread.</param>
    public SignalSet(Action stop)
    {
        Action<PosixSignalContext> take = context =>
        {
            context.Cancel = true;
            stop();
        };
        _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGTERM, take), PosixSignalRegistration.Create(PosixSignal.SIGINT, take)];
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_registrations, r => r.Dispose());
}
