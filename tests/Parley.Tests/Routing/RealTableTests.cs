using Parley.Routing.Evaluation;

namespace Parley.Tests.Routing;

/// <summary>A table of real prompts and answers, which is not part of the repository: <c>$PARLEY_ROUTING</c> names its folder.</summary>
public sealed class RealTableTests
{
    private static readonly string Folder = Environment.GetEnvironmentVariable("PARLEY_ROUTING") ?? "";

    [Theory]
    [InlineData(0.000083)]
    [InlineData(0.000235)]
    [InlineData(0.000664)]
    [InlineData(0.001878)]
    [InlineData(0.005314)]
    public void Adaptive_keeps_the_ceiling_and_is_near_the_mixture_from_nothing(double ceiling)
    {
        var path = Path.Combine(Folder, "open.jsonl");
        Assert.SkipUnless(File.Exists(path), "There is no table of real prompts; PARLEY_ROUTING names its folder.");

        var report = Tables.Play(RoutingTableFile.Read(path), "adaptive", ceiling, seeds: 20);

        Assert.InRange(report.Cost / ceiling, 0, 1.004);
        Assert.True(report.Quality >= report.MixtureQuality - 0.01, $"{report.Quality} is too far below {report.MixtureQuality}");
    }
}
