namespace EdgeFlow.HostAgent.Options;

/// <summary>Finds what somebody probably meant.</summary>
internal static class NearestName
{
    /// <returns>The name of which a beginning is reached with the fewest letters changed, added or removed: people shorten names.</returns>
    internal static string Of(string wrong, IEnumerable<string> names) => names.OrderBy(name => Distance(wrong, name)).ThenBy(name => Math.Abs(name.Length - wrong.Length)).FirstOrDefault() ?? "";

    private static int Distance(string a, string b)
    {
        int[] previous = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 0; i < a.Length; i++)
        {
            int[] current = new int[b.Length + 1];
            current[0] = i + 1;
            for (int j = 0; j < b.Length; j++)
            {
                int change = previous[j] + (a[i] == b[j] ? 0 : 1);
                current[j + 1] = Math.Min(change, Math.Min(previous[j + 1], current[j]) + 1);
            }

            previous = current;
        }

        return previous.Min();
    }
}
