using Parley.Configuration;
using Parley.Ledger;
using Parley.Ledger.Keys;

namespace Parley.Stores.Tests;

/// <summary>What every store does with keys. The same tests run against each.</summary>
public abstract class KeyStoreContract : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private IKeyStore? _store;

    private IKeyStore Store => _store!;

    private KeyDesk Desk => new(Store, TimeProvider.System, static name => name == "configured");

    /// <summary>Opens a store with nothing in it, or one that was opened before when asked again.</summary>
    protected abstract Task<ILedgerStore> OpenAsync();

    public async ValueTask InitializeAsync()
    {
        _store = (IKeyStore)await OpenAsync();
        await _store.PrepareAsync(None);
    }

    public virtual async ValueTask DisposeAsync()
    {
        await ((ILedgerStore)Store).DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Key_is_kept_with_all_that_was_said_of_it_but_its_value()
    {
        var made = await Desk.CreateAsync("ci", """{"team":"infra","models":["gpt-*"],"disabled":true}"""u8.ToArray(), "anna", None);

        var kept = Assert.Single(await Store.ReadKeysAsync(None));

        Assert.Equal(("ci", true, """{"team":"infra","models":["gpt-*"]}""", 1), (kept.Name, kept.IsDisabled, kept.Settings, kept.Revision));
        Assert.Equal(CallerKey.HashOf(made.Value!).ToArray(), kept.Value.Hash.ToArray());
        Assert.StartsWith($"sk-parley-{kept.Value.Prefix}-", made.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Name_is_taken_once()
    {
        Assert.Null((await CreateAsync("ci")).Fault);

        Assert.Equal("key_exists", (await CreateAsync("ci")).Fault?.Code);
        Assert.Equal("key_exists", (await CreateAsync("configured")).Fault?.Code);
        Assert.Single(await Store.ReadKeysAsync(None));
    }

    [Fact]
    public async Task Change_that_comes_too_late_changes_nothing()
    {
        await CreateAsync("ci");
        var before = await Store.FindKeyAsync("ci", None);
        await Desk.ChangeAsync("ci", """{"team":"a"}"""u8.ToArray(), "anna", None);

        var isWritten = await Store.TryWriteKeyAsync(before! with { Settings = """{"team":"b"}""" }, new KeyEvent(DateTimeOffset.UnixEpoch, "ci", "changed", "ben"), None);

        Assert.False(isWritten);
        Assert.Equal("""{"team":"a"}""", (await Store.FindKeyAsync("ci", None))!.Settings);
        Assert.DoesNotContain(await Store.KeyHistoryAsync("ci", 10, None), static done => done.Who == "ben");
    }

    [Fact]
    public async Task Each_change_is_kept_and_changes_the_number()
    {
        var versions = new List<long> { await Store.KeyVersionAsync(None) };
        foreach (var change in (Func<Task<KeyAnswer>>[])[
            () => CreateAsync("ci"), () => Desk.ChangeAsync("ci", """{"disabled":true}"""u8.ToArray(), "ben", None), () => Desk.ChangeAsync("ci", """{"disabled":false}"""u8.ToArray(), "ben", None),
            () => Desk.RotateAsync("ci", TimeSpan.FromHours(1), "ben", None), () => Desk.RemoveAsync("ci", "ben", None)])
        {
            Assert.Null((await change()).Fault);
            versions.Add(await Store.KeyVersionAsync(None));
        }

        Assert.Equal(versions.Count, versions.Distinct().Count());
        Assert.Equal(["created", "disabled", "enabled", "removed", "rotated"], (await Store.KeyHistoryAsync("ci", 10, None)).Select(static done => done.What).Order(StringComparer.Ordinal));
        Assert.Empty(await Store.ReadKeysAsync(None));
        Assert.Equal(5, await Store.ForgetKeyEventsAsync(DateTimeOffset.UtcNow.AddMinutes(1), None));
    }

    [Fact]
    public async Task Rotated_key_keeps_its_former_value_for_as_long_as_was_said()
    {
        var first = await CreateAsync("ci");

        var second = await Desk.RotateAsync("ci", TimeSpan.FromHours(1), "anna", None);

        var kept = await Store.FindKeyAsync("ci", None);
        Assert.NotEqual(first.Value, second.Value);
        Assert.Equal(first.Key!.Id, kept!.Id);
        Assert.Equal(CallerKey.HashOf(first.Value!).ToArray(), kept.Retired!.Value.Hash.ToArray());
        Assert.InRange(kept.Retired.Until - kept.Rotated!.Value, TimeSpan.FromMinutes(59.9), TimeSpan.FromMinutes(60.1));
    }

    [Theory]
    [InlineData("'; drop table caller_keys; --")]
    [InlineData("x' or '1'='1")]
    [InlineData("\" or 1=1")]
    [InlineData("%")]
    [InlineData("a\0b")]
    [InlineData("")]
    public async Task Statements_in_names_find_nothing_and_do_nothing(string name)
    {
        await CreateAsync("ci");

        Assert.Equal("invalid_key_name", (await CreateAsync(name)).Fault?.Code);
        Assert.Null(await Store.FindKeyAsync(name, None));
        Assert.Empty(await Store.KeyHistoryAsync(name, 10, None));
        Assert.Equal("unknown_key", (await Desk.RemoveAsync(name, name, None)).Fault?.Code);
        Assert.Null((await Desk.ChangeAsync("ci", System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new { owner = name + "x" }), name, None)).Fault);
        Assert.Single(await Store.ReadKeysAsync(None));
    }

    [Fact]
    public async Task What_another_process_changes_is_told_soon()
    {
        using var ring = new KeyRing(Store, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        await ring.RefreshAsync(None);
        using var stop = new CancellationTokenSource();
        var running = ring.RunAsync(stop.Token);
        var other = (IKeyStore)await OpenAsync();

        var made = await new KeyDesk(other, TimeProvider.System, static _ => false).CreateAsync("ci", "{}"u8.ToArray(), "anna", None);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (CallerKeys.None.With(ring.Index).Find(made.Value) is null)
            await Task.Delay(10, patience.Token);
        await new KeyDesk(other, TimeProvider.System, static _ => false).RemoveAsync("ci", "anna", None);
        while (CallerKeys.None.With(ring.Index).Find(made.Value) is not null)
            await Task.Delay(10, patience.Token);

        await stop.CancelAsync();
        await running;
        await ((ILedgerStore)other).DisposeAsync();
    }

    private Task<KeyAnswer> CreateAsync(string name) => Desk.CreateAsync(name, "{}"u8.ToArray(), "anna", None);
}
