using Parley.Configuration;
using Parley.Configuration.Credentials;
using Parley.Tests.Resilience;

namespace Parley.Tests.Configuration.Credentials;

public sealed class RenewalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-renewal").FullName;
    private readonly SteppedTime _time = new();
    private readonly SecretReferences _references;
    private int _told;

    public RenewalTests()
    {
        _references = new SecretReferences(_time);
        _references.Renewed += (_, _) => Interlocked.Increment(ref _told);
        Write("sk-old");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Refused_secret_is_asked_for_anew_once_for_all_who_are_refused()
    {
        Follow();
        Write("sk-new");

        var renewals = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _references.RenewAsync(new Secret("sk-old"))));

        Assert.Single(renewals, static isAnother => isAnother);
        Assert.Equal((1, 2), (_told, Runs));
        Assert.Equal("sk-new", Follow());
        Assert.Equal(2, Runs);
        Assert.Equal("sk-new", Follow());
        Assert.Equal(3, Runs);
    }

    [Fact]
    public async Task Command_that_gives_the_refused_secret_again_is_left_alone_for_half_a_minute()
    {
        Follow();

        Assert.False(await _references.RenewAsync(new Secret("sk-old")));
        Write("sk-new");
        Assert.False(await _references.RenewAsync(new Secret("sk-old")));
        Assert.Equal((0, 2), (_told, Runs));

        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.True(await _references.RenewAsync(new Secret("sk-old")));
        Assert.Equal((1, 3), (_told, Runs));
    }

    [Fact]
    public async Task Command_that_fails_keeps_what_it_gave()
    {
        Follow();
        File.Delete(KeyPath);

        Assert.False(await _references.RenewAsync(new Secret("sk-old")));

        Assert.Equal(("sk-old", 0), (Follow(), _told));
    }

    [Fact]
    public async Task Secret_that_no_reference_gave_runs_nothing()
    {
        Follow();

        Assert.False(await _references.RenewAsync(new Secret("sk-other")));

        Assert.Equal(1, Runs);
    }

    private string KeyPath => Path.Combine(_folder, "key");

    private string RunsPath => Path.Combine(_folder, "runs");

    private int Runs => File.ReadAllLines(RunsPath).Length;

    private string? Follow() => _references.Follow(new SecretReference(["sh", "-c", $"echo >> {RunsPath}; cat {KeyPath}"], ""), out _)?.Reveal();

    private void Write(string key) => File.WriteAllText(KeyPath, key + "\n");
}
