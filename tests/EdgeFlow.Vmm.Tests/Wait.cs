using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace EdgeFlow.Vmm.Tests;

/// <summary>Waits for conditions with a deadline.</summary>
internal static class Wait
{
    internal static async Task UntilAsync(
        Func<bool> condition,
        int seconds = 30,
        [CallerArgumentExpression(nameof(condition))] string text = "")
    {
        long started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(seconds), $"not within {seconds} s: {text}");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
