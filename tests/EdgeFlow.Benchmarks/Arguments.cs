namespace EdgeFlow.Benchmarks;

/// <summary>Options of a command line: <c>--name value</c> pairs.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _values = [];

    /// <exception cref="ArgumentException">Something is no known option, or lacks its value.</exception>
    public Arguments(ReadOnlySpan<string> args, params string[] known)
    {
        for (int i = 0; i < args.Length; i += 2)
        {
            if (!known.Contains(args[i]) || i + 1 == args.Length)
            {
                throw new ArgumentException($"'{args[i]}' is no option or lacks its value; options: {string.Join(' ', known)}");
            }

            _values[args[i]] = args[i + 1];
        }
    }

    public string Text(string name, string byDefault) => _values.GetValueOrDefault(name, byDefault);

    /// <exception cref="ArgumentException">Not a number of at least 1.</exception>
    public int Number(string name, int byDefault)
    {
        if (!_values.TryGetValue(name, out string? text))
        {
            return byDefault;
        }

        return int.TryParse(text, out int value) && value > 0
            ? value
            : throw new ArgumentException($"{name} is '{text}'; give a number from 1 on");
    }
}
