using Basisd.Safety;

namespace Basisd.Node;

/// <summary>Hears of transitions before they are hashed and journaled, so that the gate tightens first .</summary>
public interface IMoveListener
{
    /// <summary>Scopes have moved; whatever became stricter is to be published now.</summary>
    void Moved(TransitionList moves, Effects effects);
}
