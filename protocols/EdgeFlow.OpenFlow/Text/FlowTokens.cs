namespace EdgeFlow.OpenFlow.Text;

/// <summary>Cuts flow text at commas and spaces outside parentheses.</summary>
internal static class FlowTokens
{
    /// <exception cref="FormatException">A parenthesis is not closed or not opened.</exception>
    public static List<string> Split(string text)
    {
        var tokens = new List<string>();
        int depth = 0, start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            char c = i < text.Length ? text[i] : ',';
            if (c == '(' && i < text.Length)
            {
                depth++;
            }
            else if (c == ')')
            {
                depth--;
            }
            else if (depth == 0 && (c == ',' || char.IsWhiteSpace(c)))
            {
                if (i > start)
                {
                    tokens.Add(text[start..i]);
                }

                start = i + 1;
            }

            if (depth < 0)
            {
                throw new FormatException($"'{text}': ')' without '('; remove it.");
            }
        }

        return depth == 0 ? tokens : throw new FormatException($"'{text}': '(' without ')'; close it.");
    }

    /// <summary>Cuts "name=value"; the value is null if there is no '='.</summary>
    public static (string Name, string? Value) NameAndValue(string token)
    {
        int equals = token.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (token, null) : (token[..equals], token[(equals + 1)..]);
    }
}
