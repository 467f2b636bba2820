namespace EdgeFlow.Controller.Configuration;

/// <summary>Finds the known word that a mistyped one was meant to be.</summary>
internal static class NearestKey
{
    /// <returns>The known word with the fewest edits, or null if even that needs more than half of the letters changed.</returns>
    public static string? Find(string word, IEnumerable<string> known) =>
        known.Select(candidate => (Candidate: candidate, Edits: CountEdits(word, candidate)))
            .Where(pair => pair.Edits <= Math.Max(2, pair.Candidate.Length / 2))
            .OrderBy(pair => pair.Edits)
            .Select(pair => pair.Candidate)
            .FirstOrDefault();

    /// <summary>Levenshtein distance.</summary>
    private static int CountEdits(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int above = row[j];
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}
