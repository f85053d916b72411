using Parley.Configuration.Diagnostics;
using Parley.Routing.Adaptive;

namespace Parley.Tests.Routing;

public sealed class AdaptiveStateStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "adaptive.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void State_comes_back_as_it_was()
    {
        new AdaptiveStateStore(Path).Save(new() { ["m"] = Learned(40) });

        var restored = new AdaptiveStateStore(Path).Load();

        Assert.Equal(AdaptiveStateFile.Write(new() { ["m"] = Learned(40) }), AdaptiveStateFile.Write(restored));
    }

    [Fact]
    public void Missing_file_is_nothing_learned() => Assert.Empty(new AdaptiveStateStore(Path).Load());

    [Fact]
    public void Process_killed_before_the_rename_leaves_the_last_whole_state()
    {
        var store = new AdaptiveStateStore(Path);
        store.Save(new() { ["m"] = Learned(10) });
        File.WriteAllText(store.DraftPath, "{\"format\":\"parley-ad");

        Assert.Equal(10, new AdaptiveStateStore(Path).Load()["m"].Step);

        store.Save(new() { ["m"] = Learned(20) });
        Assert.Equal(20, new AdaptiveStateStore(Path).Load()["m"].Step);
        Assert.False(File.Exists(store.DraftPath));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"format\":\"parley-adaptive-state\",\"states\":{\"m\":null}}")]
    [InlineData("{\"format\":\"parley-adaptive-state\",\"sta")]
    [InlineData("{\"format\":\"something else\",\"states\":{}}")]
    [InlineData("{\"format\":\"parley-adaptive-state\",\"states\":{\"m\":{\"random\":1}}}")]
    public void Broken_file_is_told_and_left(string text)
    {
        File.WriteAllText(Path, text);

        var problem = Assert.Single(Assert.Throws<ConfigurationException>(() => new AdaptiveStateStore(Path).Load()).Problems);

        Assert.Equal("PRL1001", problem.Code.Id);
        Assert.Contains(Path + ":1", problem.Message, StringComparison.Ordinal);
        Assert.Equal(text, File.ReadAllText(Path));
    }

    [Fact]
    public void State_of_another_version_is_told()
    {
        File.WriteAllBytes(Path, AdaptiveStateFile.Write(new() { ["m"] = Learned(1) with { Features = 0 } }));

        Assert.Contains("is of version", Assert.Throws<ConfigurationException>(() => new AdaptiveStateStore(Path).Load()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_that_is_missing_is_told() =>
        Assert.Throws<ConfigurationException>(() => new AdaptiveStateStore(System.IO.Path.Combine(_folder, "none", "x")).Save([]));

    private static AdaptiveState Learned(int requests)
    {
        var learner = new AdaptiveLearner(["a", "b"], new AdaptiveOptions { Ceiling = 0.01 });
        for (var i = 0; i < requests; i++)
            learner.Settle(learner.Choose(new RequestTraits(Tables.Code)), 0.3, 0.001);
        return learner.Save();
    }
}
