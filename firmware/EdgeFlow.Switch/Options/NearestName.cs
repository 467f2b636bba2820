namespace EdgeFlow.Switch.Options;

/// <summary>Finds what a mistyped word was probably meant to be.</summary>
internal static class NearestName
{
    /// <returns>The name of least edit distance.</returns>
    public static string Of(string word, IEnumerable<string> names) => names.MinBy(name => Distance(word, name)) ?? "";

    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int substituted = diagonal + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }
}
