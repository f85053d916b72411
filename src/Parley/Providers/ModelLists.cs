using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Parley.Configuration;
using Parley.Providers.Auth;
using Parley.Providers.Upstream;

namespace Parley.Providers;

/// <summary>
/// What backends say that they serve. Asked for in the background and kept until the next time; a request never waits for it, and a backend that does not answer keeps its last list.
/// </summary>
internal sealed partial class ModelLists(BackendGet get, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<string, LiveList> _lists = new(StringComparer.OrdinalIgnoreCase);

    private long _revision;

    /// <summary>The list of a backend; null while none is known.</summary>
    public IReadOnlySet<string>? Of(string backend) => _lists.GetValueOrDefault(backend)?.Names;

    /// <summary>What a backend's list says of a model.</summary>
    public ModelFacts FactsOf(string backend, string model) => _lists.GetValueOrDefault(backend)?.Facts.GetValueOrDefault(model) ?? ModelFacts.None;

    /// <summary>The same of a target, which keeps it until a list changes.</summary>
    public ModelFacts FactsOf(Target target)
    {
        var revision = Volatile.Read(ref _revision);
        if (revision == 0)
            return ModelFacts.None;
        if (target.Listed is Listed known && known.Revision == revision)
            return known.Facts;
        var facts = FactsOf(target.Backend.Id, target.Model);
        target.Listed = new Listed(revision, facts);
        return facts;
    }

    /// <summary>What a target costs on a day: as the operator says, else the provider's list, else the book; null when unknown, which is not free.</summary>
    public PriceRow? PriceOf(Target target, DateOnly day) => target.PriceAt(day) is { Origin: PriceOrigin.Operator } said ? said : FactsOf(target).PriceRow ?? target.PriceAt(day);

    /// <summary>Asks every enabled backend that has a list, all at once.</summary>
    public Task RefreshAsync(GatewaySnapshot snapshot, CancellationToken cancellationToken) =>
        Task.WhenAll(snapshot.BackendList.Where(static backend => backend is { Enabled: true, ModelsEndpoint: not null } or { Enabled: true, InProcess: not null }).Select(backend => RefreshAsync(backend, cancellationToken)));

    private async Task RefreshAsync(Backend backend, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            if (await ListAsync(backend, either.Token).ConfigureAwait(false) is not { } list)
                return;
            _lists[backend.Id] = list;
            Interlocked.Increment(ref _revision);
        }
        catch (Exception exception) when (backend.InProcess is not null && !cancellationToken.IsCancellationRequested || exception is HttpRequestException or IOException or JsonException or InvalidOperationException or CredentialException
            || exception is OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            NotListed(logger, backend.Id, exception.GetType().Name);
        }
    }

    /// <summary>The list; null where code has none.</summary>
    private async Task<LiveList?> ListAsync(Backend backend, CancellationToken cancellationToken)
    {
        if (backend.InProcess is not { } code)
            return await AskAsync(backend, cancellationToken).ConfigureAwait(false);
        return await code.ListModelsAsync(cancellationToken).ConfigureAwait(false) is { } names ? new LiveList(names.ToFrozenSet(StringComparer.OrdinalIgnoreCase), FrozenDictionary<string, ModelFacts>.Empty) : null;
    }

    private async Task<LiveList> AskAsync(Backend backend, CancellationToken cancellationToken)
    {
        using var response = await get.SendAsync(backend, backend.ModelsEndpoint!.At(backend.BaseAddress), cancellationToken).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        using var body = await ReplyBody.ReadAsync(response, cancellationToken).ConfigureAwait(false);
        using var document = JsonDocument.Parse(body.WrittenMemory);
        var entries = Entries(document.RootElement).ToList();
        var facts = entries.Where(static entry => entry.Facts != ModelFacts.None).GroupBy(static entry => entry.Name, StringComparer.OrdinalIgnoreCase);
        return new LiveList(
            entries.Select(static entry => entry.Name).ToFrozenSet(StringComparer.OrdinalIgnoreCase),
            facts.ToFrozenDictionary(static group => group.Key, static group => group.First().Facts, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>The entries of a list, whatever its shape: <c>data[].id</c>, <c>models[].name</c> or a bare array. Gemini's <c>models/</c> is taken off.</summary>
    private static IEnumerable<(string Name, ModelFacts Facts)> Entries(JsonElement list)
    {
        if (list.ValueKind == JsonValueKind.Object)
            list = list.TryGetProperty("data", out var data) ? data : list.TryGetProperty("models", out var models) ? models : default;
        if (list.ValueKind != JsonValueKind.Array)
            yield break;
        foreach (var entry in list.EnumerateArray())
        {
            var name = entry.ValueKind != JsonValueKind.Object ? default
                : entry.TryGetProperty("id", out var id) ? id
                : entry.TryGetProperty("name", out var named) ? named : default;
            if (name.ValueKind == JsonValueKind.String)
                yield return (name.GetString()!.StartsWith("models/", StringComparison.Ordinal) ? name.GetString()!["models/".Length..] : name.GetString()!, ModelFacts.Of(entry));
        }
    }

    private sealed record Listed(long Revision, ModelFacts Facts);

    private sealed record LiveList(FrozenSet<string> Names, FrozenDictionary<string, ModelFacts> Facts);

    [LoggerMessage(20, LogLevel.Debug, "The models of {Backend} could not be listed: {Reason}")]
    private static partial void NotListed(ILogger logger, string backend, string reason);
}
