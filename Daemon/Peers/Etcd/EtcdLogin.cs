using System;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Basisd.Peers.Etcd;

/// <summary>
/// The token of etcd's own authentication. One serves at all members until one of them refuses it; then it is asked for again, once at a
/// time at each member, with more patience than a try has: etcd computes a slow hash for it. The password is read anew each time and kept
/// nowhere.
/// </summary>
internal sealed class EtcdLogin
{
    /// <summary>Longest password, bytes.</summary>
    public const int MaxPasswordBytes = 1_024;

    private readonly Lock _sync = new();
    private readonly string _user;
    private readonly string _passwordFile;
    private readonly TimeSpan _patience;
    private readonly CancellationToken _stop;
    private readonly Task<(string? Token, string Problem)>?[] _asking;
    private string? _token;

    /// <summary>Creates it; nothing is asked yet.</summary>
    /// <param name="user">Name of the user.</param>
    /// <param name="passwordFile">File with the password.</param>
    /// <param name="members">How many members there are.</param>
    /// <param name="patience">How long one member may take.</param>
    /// <param name="stop">Ends what is under way.</param>
    public EtcdLogin(string user, string passwordFile, int members, TimeSpan patience, CancellationToken stop)
    {
        _user = user;
        _passwordFile = passwordFile;
        _patience = patience;
        _stop = stop;
        _asking = new Task<(string? Token, string Problem)>?[members];
    }

    /// <summary>The token, asked for at this member where there is none.</summary>
    /// <param name="member">Whom to ask.</param>
    /// <param name="deadline">Ends the waiting; the asking goes on and serves the next try.</param>
    /// <param name="stop">Ends everything.</param>
    /// <returns>The token, or null with the reason.</returns>
    /// <exception cref="OperationCanceledException">It was told to stop.</exception>
    public async Task<(string? Token, string Problem)> TokenAsync(EtcdMember member, CancellationToken deadline, CancellationToken stop)
    {
        Task<(string? Token, string Problem)> asking;
        lock (_sync)
        {
            if (_token is { } known)
            {
                return (known, "");
            }

            asking = _asking[member.Number] is { IsCompleted: false } running ? running : Task.Run(() => AskAsync(member), CancellationToken.None);
            _asking[member.Number] = asking;
        }

        try
        {
            return await asking.WaitAsync(deadline).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            stop.ThrowIfCancellationRequested();
            return (null, "no token of etcd's authentication yet");
        }
    }

    /// <summary>A member no longer takes this token.</summary>
    public void Forget(string token)
    {
        lock (_sync)
        {
            _token = _token == token ? null : _token;
        }
    }

    /// <summary>Waits until nothing is asked any more; after it was told to stop.</summary>
    public async Task EndAsync()
    {
        foreach (Task<(string? Token, string Problem)>? asking in _asking)
        {
            if (asking is not null)
            {
                await ((Task)asking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<(string? Token, string Problem)> AskAsync(EtcdMember member)
    {
        if (Password(out string problem) is not { } password)
        {
            return (null, problem);
        }

        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(_stop);
        deadline.CancelAfter(_patience);
        byte[] body = EtcdRequests.Login(_user, password);
        EtcdTry ended = await member.AskAsync(EtcdRequests.LoginPath, body, null, deadline.Token, _stop).ConfigureAwait(false);
        if (ended.Answer?.Token is not { Length: > 0 } token)
        {
            return (null, $"no token for etcd's user '{_user}': {(ended.Text.Length > 0 ? ended.Text : "the answer has none")}");
        }

        lock (_sync)
        {
            _token = token;
        }

        return (token, "");
    }

    private string? Password(out string problem)
    {
        byte[] bytes = new byte[MaxPasswordBytes + 3];
        int length;
        try
        {
            using FileStream file = File.OpenRead(_passwordFile);
            length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = $"the password file {_passwordFile} cannot be read: {e.Message.TrimEnd('.')}";
            return null;
        }

        string password = Encoding.UTF8.GetString(bytes, 0, length).TrimEnd('\r', '\n');
        bool fits = password.Length > 0 && length < bytes.Length && !password.AsSpan().ContainsAny('\r', '\n');
        problem = fits ? "" : $"the password file {_passwordFile} must hold one line of 1 to {MaxPasswordBytes} bytes: the password alone";
        return fits ? password : null;
    }
}
