namespace Basisd.Host.Http;

/// <summary>What everyone but the loop may see of the node.</summary>
public interface INodeView
{
    /// <summary>The last snapshot that the loop published; null before the first. The loop publishes at least twice a second.</summary>
    StatusSnapshot? Current { get; }
}
