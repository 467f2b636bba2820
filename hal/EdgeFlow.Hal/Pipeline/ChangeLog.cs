namespace EdgeFlow.Hal.Pipeline;

/// <summary>What a bundle under way has changed: how to take it back, and what is to follow if it stays.</summary>
/// <remarks><b>Threads:</b> the committing thread, inside control lock and gate; <see cref="Complete"/> after the gate.</remarks>
internal sealed class ChangeLog
{
    private readonly List<Action> _undo = [];
    private readonly List<Action> _consequences = [];

    /// <param name="undo">Takes one change back; called with the state just after that change.</param>
    public void OnRollBack(Action undo) => _undo.Add(undo);

    /// <param name="consequence">An event, a held frame: what must not happen if the bundle fails.</param>
    public void OnCommit(Action consequence) => _consequences.Add(consequence);

    /// <summary>Takes all changes back, the last one first.</summary>
    public void RollBack()
    {
        for (int i = _undo.Count - 1; i >= 0; i--)
        {
            _undo[i]();
        }
    }

    /// <summary>Lets the consequences follow, in their order.</summary>
    public void Complete()
    {
        foreach (Action consequence in _consequences)
        {
            consequence();
        }
    }
}
