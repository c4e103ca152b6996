using Xunit;

namespace Basisd.Tests.Peers.Etcd;

/// <summary>Real etcd clusters, one at a time among themselves: their elections take time on the processors that they share.</summary>
[CollectionDefinition("etcd")]
public sealed class EtcdCollection;
