using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Configuration;
using Parley.Configuration.Options;
using Parley.Ledger.Keys;

namespace Parley.Tests.Ledger.Keys;

/// <summary>Keys of a store in memory.</summary>
public sealed class KeyRingTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly MemoryKeyStore _store = new();
    private readonly KeyRing _ring;

    public KeyRingTests() => _ring = new KeyRing(_store, TimeProvider.System, NullLogger.Instance);

    private KeyDesk Desk => new(_store, TimeProvider.System, static _ => false);

    public void Dispose() => _ring.Dispose();

    [Fact]
    public async Task Store_that_was_not_read_yet_keeps_the_door_shut()
    {
        _store.IsDown = true;

        Assert.False(await _ring.RefreshAsync(None));

        Assert.True(_ring.Over(GatewaySnapshot.Empty).Keys.AreRequired);
        Assert.False(_ring.Over(GatewaySnapshot.Empty).Keys.AreRead);
        Assert.Equal("gone", _ring.Trouble);
    }

    [Fact]
    public async Task Empty_store_leaves_the_configuration_as_it_is()
    {
        Assert.True(await _ring.RefreshAsync(None));

        Assert.Same(GatewaySnapshot.Empty, _ring.Over(GatewaySnapshot.Empty));
    }

    [Fact]
    public async Task Keys_that_are_known_outlive_their_store()
    {
        var key = await MakeAsync("ci");
        await _ring.RefreshAsync(None);
        _store.IsDown = true;

        await _ring.RefreshAsync(None);

        Assert.Equal("ci", Find(key)?.Name);
    }

    [Fact]
    public async Task Last_key_that_is_removed_opens_nothing()
    {
        var key = await MakeAsync("ci");
        await _ring.RefreshAsync(None);
        await Desk.RemoveAsync("ci", "test", None);

        await _ring.RefreshAsync(None);

        Assert.True(_ring.Over(GatewaySnapshot.Empty).Keys.AreRequired);
        Assert.Null(Find(key));
    }

    [Fact]
    public async Task Former_value_of_a_rotated_key_ends_when_it_was_said_to()
    {
        var first = await MakeAsync("ci", """{"team":"infra"}""");
        var second = (await Desk.RotateAsync("ci", TimeSpan.FromHours(1), "test", None)).Value!;
        await _ring.RefreshAsync(None);

        Assert.Null(Find(second)!.Expires);
        Assert.InRange(Find(first)!.Expires!.Value - TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(61));
        Assert.Equal((Find(first)!.Id, "infra"), (Find(second)!.Id, Find(first)!.Team));

        await Desk.RotateAsync("ci", TimeSpan.Zero, "test", None);
        await _ring.RefreshAsync(None);

        Assert.Null(Find(first));
        Assert.Null(Find(second));
    }

    [Fact]
    public async Task Name_of_the_configuration_is_nobody_elses()
    {
        var key = await MakeAsync("dev");
        await _ring.RefreshAsync(None);
        var configured = new GatewaySnapshot([], [], new CallerKeys([CallerKey.Of("dev", "sk-dev-long")]), new ServerOptions(), 1);

        var keys = _ring.Over(configured).Keys;

        Assert.Null(keys.Find(key));
        Assert.Equal("dev", keys.Find("sk-dev-long")?.Name);
        Assert.Single(keys.All);
    }

    [Fact]
    public async Task Key_whose_terms_nobody_can_read_is_refused_and_needed_all_the_same()
    {
        var key = await MakeAsync("ci");
        _store.Put((await _store.FindKeyAsync("ci", None))! with { Settings = """{"of_a_later_version":true}""", Revision = 9 });
        await _ring.RefreshAsync(None);

        Assert.Null(Find(key));
        Assert.True(_ring.Over(GatewaySnapshot.Empty).Keys.AreRequired);
    }

    [Fact]
    public async Task Store_is_read_again_only_after_a_change()
    {
        await MakeAsync("ci");
        await _ring.RefreshAsync(None);
        await _ring.RefreshAsync(None);
        var merged = _ring.Over(GatewaySnapshot.Empty);

        Assert.Equal(1, _store.Reads);
        Assert.Same(merged, _ring.Over(GatewaySnapshot.Empty));
    }

    private CallerKey? Find(string key) => _ring.Over(GatewaySnapshot.Empty).Keys.Find(key);

    private async Task<string> MakeAsync(string name, string settings = "{}") => (await Desk.CreateAsync(name, Encoding.UTF8.GetBytes(settings), "test", None)).Value!;
}
