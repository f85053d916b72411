using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Parley.Cli.Commands.Keys;

/// <summary>What a key may do, as it is said on a command line: the fields of an entry of <c>keys</c>.</summary>
internal static class KeyTerms
{
    private static readonly Option<string[]> Roles = new("--role") { Description = "What it is for: call (without this), read, admin; several may be named.", AllowMultipleArgumentsPerToken = true };

    private static readonly Option<string?> Owner = new("--owner") { Description = "Who is responsible for it." };

    private static readonly Option<string?> Team = new("--team") { Description = "The team that it belongs to." };

    private static readonly Option<string[]> Tags = new("--tag") { Description = "A tag that all its requests have." };

    private static readonly Option<string?> Expires = new("--expires") { Description = "When it ends: 30d, 12h, 2027-01-31, 2027-01-31T18:00:00Z." };

    private static readonly Option<string[]> Models = new("--model", "-m") { Description = "A model that it may use, * for any text; without it all." };

    private static readonly Option<string[]> Backends = new("--backend", "-b") { Description = "A backend that it may use; without it all." };

    private static readonly Option<string[]> Operations = new("--operation") { Description = "What it may ask for: chat, fim, embeddings, rerank, count_tokens, passthrough; without it all." };

    private static readonly Option<string[]> Networks = new("--network") { Description = "A network that it may be shown from: 10.0.0.0/8; without it all." };

    private static readonly Option<string[]> Fields = new("--set") { Description = "Any field of an entry of `keys`: max_tokens_limit=4096, conversion=reject. In `keys set`, one without a value is taken back." };

    public static IReadOnlyList<Option> All { get; } = [Roles, Owner, Team, Tags, Expires, Models, Backends, Operations, Networks, Fields];

    /// <summary>What was said, as a JSON object.</summary>
    public static JsonObject Of(ParseResult parsed, DateTimeOffset now)
    {
        var said = new JsonObject();
        AddList("roles", Roles);
        AddText("owner", Owner);
        AddText("team", Team);
        AddList("request_tags", Tags);
        if (parsed.GetValue(Expires) is { } expires)
            said["expires"] = Instant(expires, now);
        AddList("models", Models);
        AddList("backends", Backends);
        AddList("operations", Operations);
        AddList("networks", Networks);
        foreach (var field in parsed.GetValue(Fields) ?? [])
        {
            var equals = field.IndexOf('=');
            said[equals < 0 ? field : field[..equals]] = equals < 0 || equals == field.Length - 1 ? null : Value(field[(equals + 1)..]);
        }
        return said;

        void AddText(string name, Option<string?> option)
        {
            if (parsed.GetValue(option) is { } text)
                said[name] = text;
        }

        void AddList(string name, Option<string[]> option)
        {
            if (parsed.GetValue(option) is { Length: > 0 } texts)
                said[name] = new JsonArray([.. texts.SelectMany(static text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Select(static text => (JsonNode)text)]);
        }
    }

    /// <summary>A time from now on as the time that it is; all else as it was written.</summary>
    private static string Instant(string text, DateTimeOffset now)
    {
        if (text.Length < 2 || !double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number > 100_000)
            return text;
        TimeSpan? time = text[^1] switch { 'd' => TimeSpan.FromDays(number), 'h' => TimeSpan.FromHours(number), 'm' => TimeSpan.FromMinutes(number), _ => null };
        return time is { } known ? (now + known).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) : text;
    }

    /// <summary>Lists, numbers and the like as they are written in JSON; all else is a text.</summary>
    private static JsonNode? Value(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return text;
        }
    }
}
