using System.Collections.Immutable;
using System.Text.Json;

namespace Parley.Configuration.Discovery;

/// <summary>Looks for servers on this machine: all ports at once, and whatever answers is known by its answer, not by its port.</summary>
internal sealed class LocalServers(ImmutableArray<ProviderDescriptor> kinds, ILocalProbe probe)
{
    /// <summary>The servers that answer before the token is cancelled, by port.</summary>
    public async Task<IReadOnlyList<(int Port, ProviderDescriptor Kind)>> FindAsync(IEnumerable<int> ports, CancellationToken cancellationToken)
    {
        var asked = ports.Distinct().Select(port => (Port: port, Kind: IdentifyAsync(port, cancellationToken))).ToList();
        var found = new List<(int, ProviderDescriptor)>();
        foreach (var (port, kind) in asked)
        {
            if (await kind.ConfigureAwait(false) is { } known)
                found.Add((port, known));
        }
        return found;
    }

    private async Task<ProviderDescriptor?> IdentifyAsync(int port, CancellationToken cancellationToken)
    {
        var paths = kinds.SelectMany(kind => kind.Detection!.Marks).Select(mark => mark.Path).Distinct(StringComparer.Ordinal).ToList();
        var answers = await Task.WhenAll(paths.Select(path => AskAsync(port, path, cancellationToken))).ConfigureAwait(false);
        var byPath = paths.Zip(answers).Where(pair => pair.Second is not null).ToDictionary(pair => pair.First, pair => pair.Second!, StringComparer.Ordinal);
        try
        {
            return kinds.FirstOrDefault(kind => HasMark(kind, byPath, weak: false)) ?? kinds.FirstOrDefault(kind => HasMark(kind, byPath, weak: true));
        }
        finally
        {
            foreach (var answer in byPath.Values)
                answer.Dispose();
        }
    }

    private async Task<JsonDocument?> AskAsync(int port, string path, CancellationToken cancellationToken)
    {
        try
        {
            var body = await probe.GetAsync(new Uri($"http://127.0.0.1:{port}{path}"), cancellationToken).ConfigureAwait(false);
            return body is null ? null : JsonDocument.Parse(body);
        }
        catch (OperationCanceledException)
        {
            // Slower than a person waits: as good as absent.
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool HasMark(ProviderDescriptor kind, Dictionary<string, JsonDocument> answers, bool weak) =>
        kind.Detection!.Marks.Any(mark => mark.Weak == weak && answers.TryGetValue(mark.Path, out var answer) && Fits(answer.RootElement, mark));

    private static bool Fits(JsonElement element, DetectionMark mark)
    {
        foreach (var step in mark.Member.Split('.'))
        {
            if (element.ValueKind == JsonValueKind.Array && int.TryParse(step, out var index) && index < element.GetArrayLength())
                element = element[index];
            else if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(step, out element))
                return false;
        }
        return mark.Value is null || (element.ValueKind == JsonValueKind.String && element.ValueEquals(mark.Value));
    }
}
