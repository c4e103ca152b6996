using System;

namespace Basisd.Peers.Etcd;

/// <summary>The arbiter's client cannot be made as it is configured. Its message says what is wrong and how to mend it.</summary>
public sealed class EtcdSetupException : Exception
{
    /// <summary>Creates it.</summary>
    /// <param name="message">What is wrong, and how to mend it.</param>
    /// <param name="inner">What the system said.</param>
    public EtcdSetupException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
