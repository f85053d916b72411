using System.Text.Json;
using Parley.Configuration.Diagnostics;
using Parley.Routing.Adaptive;

namespace Parley.Routing.Evaluation;

/// <summary>What an evaluation begins with: nothing, a table to learn from, or states learned before; a file that does not exist yet receives what was learned.</summary>
internal sealed class Lesson
{
    private readonly string? _saveTo;
    private readonly RoutingTable? _table;
    private readonly string? _path;

    private Lesson(string? path, RoutingTable? table, string? saveTo)
    {
        _path = path;
        _table = table;
        _saveTo = saveTo;
    }

    /// <summary>The states learned before, by seed.</summary>
    public IReadOnlyDictionary<int, AdaptiveState> States { get; private init; } = new Dictionary<int, AdaptiveState>();

    /// <summary>Opens a file of any of the kinds.</summary>
    /// <param name="path">The file; null for none.</param>
    /// <exception cref="ConfigurationException">It can be neither.</exception>
    public static Lesson Open(string? path)
    {
        if (path is null)
            return new Lesson(null, null, null);
        if (!File.Exists(path))
            return new Lesson(path, null, saveTo: path);
        if (!IsState(path))
            return new Lesson(path, RoutingTableFile.Read(path), null);
        var states = new AdaptiveStateStore(path).Load();
        return new Lesson(path, null, null) { States = states.Select(static (state, place) => (Seed: int.TryParse(state.Key, out var seed) ? seed : -place, state.Value)).ToDictionary(static one => one.Seed, static one => one.Value) };
    }

    /// <summary>The table to learn from; null for none.</summary>
    /// <exception cref="ConfigurationException">It has other arms than the table that is to be played.</exception>
    public RoutingTable? TableFor(RoutingTable played)
    {
        if (_table is null)
            return null;
        if (!_table.Arms.ToHashSet().SetEquals(played.Arms))
            throw new ConfigurationException([new Problem(ProblemCode.NotAllowed, $"{_path}:1: its arms are not those of the table: {string.Join(", ", _table.Arms)}")]);
        var places = played.Arms.Select(arm => _table.Arms.ToList().IndexOf(arm)).ToArray();
        return new RoutingTable(played.Arms, [.. _table.Rows.Select(row => new RoutingRow(row.Prompt, [.. places.Select(place => row.Rewards[place])], [.. places.Select(place => row.Costs[place])]))]);
    }

    /// <summary>Saves what was learned, where a file is to receive it.</summary>
    public void Save(Dictionary<int, AdaptiveState> learned)
    {
        if (_saveTo is not null && learned.Count > 0)
            new AdaptiveStateStore(_saveTo).Save(learned.ToDictionary(static one => one.Key.ToString(), static one => one.Value));
    }

    /// <summary>Whether a file is, by its beginning, one of states: <c>{"format":"parley-adaptive-state"</c>.</summary>
    private static bool IsState(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            Span<byte> head = stackalloc byte[256];
            head = head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
            var json = new Utf8JsonReader(head, isFinalBlock: false, default);
            return json.Read() && json.Read() && json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals("format"u8);
        }
        catch (JsonException)
        {
            // Then it is read as a table, which tells what is wrong with it, and where.
            return false;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException([new Problem(ProblemCode.Unreadable, $"{path} cannot be read: {failure.Message.TrimEnd('.')}")]);
        }
    }
}
