namespace EdgeFlow.Controller.Core.Store;

/// <summary>What outlives the controller: documents by kind and key. The last write of a key wins.</summary>
/// <remarks><b>Threads:</b> any. Writes return at once and reach the disk in order, in batches.</remarks>
public interface IStore
{
    /// <param name="kind">For example host, link, flow, move.</param>
    /// <param name="json">The document.</param>
    void Put(string kind, string key, string json);

    void Delete(string kind, string key);

    /// <summary>All documents of a kind, sorted by key, with every earlier write seen.</summary>
    IReadOnlyList<KeyValuePair<string, string>> Load(string kind);

    /// <summary>Returns when all earlier writes survive a crash of the process.</summary>
    /// <exception cref="IOException">They could not be written.</exception>
    void Flush();
}
