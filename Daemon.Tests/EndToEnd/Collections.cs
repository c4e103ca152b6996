using Xunit;

namespace Basisd.Tests.EndToEnd;

/// <summary>Daemons that are killed in a row: beside everything else, one after another among themselves.</summary>
[CollectionDefinition("daemon killed")]
public sealed class KilledDaemon;

/// <summary>The daemon that is killed a thousand times: the longest chain of all, beside everything else.</summary>
[CollectionDefinition("daemon storm")]
public sealed class StormedDaemon;

/// <summary>All other live daemons, one at a time: two cores are shared with the rest of the tests.</summary>
[CollectionDefinition("daemon live")]
public sealed class LiveDaemon;

/// <summary>A daemon that is fed for a minute and a half and hardly works: beside everything else.</summary>
[CollectionDefinition("daemon fed for a day")]
public sealed class FedDaemon;
