using EdgeFlow.Lab.Processes;

namespace EdgeFlow.Lab.Running;

/// <summary>Waits for conditions with a deadline.</summary>
public static class Waiting
{
    /// <summary>Polls until the condition holds.</summary>
    /// <param name="what">What is waited for, for the error message.</param>
    /// <param name="limit">How long at most.</param>
    /// <param name="condition">Asked every 20 to 100 ms; an <see cref="HttpRequestException"/> or a time-out counts as "not yet".</param>
    /// <param name="needed">Programs without which the condition can never hold: the wait ends when one dies.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LabException">Too late, or a program died; the message has its last log lines.</exception>
    public static async Task ForAsync(
        string what, TimeSpan limit, Func<Task<bool>> condition, IReadOnlyCollection<LabProcess> needed, CancellationToken cancellationToken)
    {
        long deadline = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        string reason = "";
        for (int pause = 20; ; pause = Math.Min(100, pause + 10))
        {
            try
            {
                if (await condition())
                {
                    return;
                }

                reason = "";
            }
            catch (HttpRequestException error)
            {
                reason = $" ({error.Message})";
            }
            catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                reason = " (no answer in time)";
            }

            LabProcess? dead = needed.FirstOrDefault(p => !p.IsAlive);
            if (dead is not null)
            {
                throw new LabException(
                    $"{dead.Spec.Role} (pid {dead.Pid}) has ended while the lab waited for {what}. Its last lines:\n{ProcessRunner.LastLines(dead.Spec.Log)}");
            }

            if (Environment.TickCount64 > deadline)
            {
                string logs = string.Join('\n', needed.Take(2).Select(p => $"  {p.Spec.Role} ({p.Spec.Log}):\n{ProcessRunner.LastLines(p.Spec.Log, 6)}"));
                throw new LabException($"{what}: not ready after {limit.TotalSeconds:0} s{reason}.\n{logs}");
            }

            await Task.Delay(pause, cancellationToken);
        }
    }
}
