using Basisd.Node;

namespace Basisd.Host.Loop;

/// <summary>Steps the core and has what follows journaled and published; the loop's thread alone.</summary>
internal delegate StepResult NodeStep(in NodeInput input);
