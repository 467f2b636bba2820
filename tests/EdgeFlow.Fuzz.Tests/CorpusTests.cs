using EdgeFlow.Fuzz.InProcess;
using EdgeFlow.Fuzz.Targets;

namespace EdgeFlow.Fuzz.Tests;

/// <summary>Every target takes its corpus, and some thousand inputs made of it, without a crash.</summary>
public sealed class CorpusTests
{
    private const int Seed = 20;
    private const int ParserRounds = 2000;
    private const int SessionRounds = 100;

    public static TheoryData<string> Targets => [.. AllTargets.List.Select(static target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Target_CorpusAndMutations_NothingEscapes(string name)
    {
        FuzzTarget target = AllTargets.List.Single(target => target.Name == name);
        byte[][] corpus = [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Corpus", name)).Order().Select(File.ReadAllBytes)];
        Assert.NotEmpty(corpus);

        foreach (byte[] input in corpus)
        {
            target.Run(input);
        }

        var random = new Random(Seed);
        var mutator = new Mutator(random, target.MaxLength);
        for (int round = target.IsSession ? SessionRounds : ParserRounds; round > 0; round--)
        {
            byte[] input = mutator.Next(corpus[random.Next(corpus.Length)], corpus[random.Next(corpus.Length)]).ToArray();
            Exception? escaped = Record.Exception(() => target.Run(input));
            Assert.True(escaped is null, $"{Convert.ToHexStringLower(input)}{Environment.NewLine}{escaped}");
        }
    }
}
