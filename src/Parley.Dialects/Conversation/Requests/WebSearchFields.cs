using System.Globalization;
using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Conversation;

/// <summary>Reading and writing of what a search is told. OpenAI and Anthropic use the same names for the same things, in other places.</summary>
internal static class WebSearchFields
{
    /// <summary>The search that a declaration asks for. What has no member of its own, or a value of the wrong kind, is an extra.</summary>
    public static WebSearch Read(RawJson declaration, string dialect) => Read(declaration, new WebSearch { Extras = new Extras(dialect) }, "");

    /// <summary>Writes where the one who asks is.</summary>
    public static void WriteLocation(Utf8JsonWriter json, SearchLocation location)
    {
        Write(json, "country"u8, location.Country);
        Write(json, "region"u8, location.Region);
        Write(json, "city"u8, location.City);
        Write(json, "timezone"u8, location.TimeZone);
    }

    /// <summary>Writes a list of domains; nothing for none.</summary>
    public static void WriteDomains(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<string> domains)
    {
        if (domains.Count == 0)
            return;
        json.WriteStartArray(name);
        for (var i = 0; i < domains.Count; i++)
            json.WriteStringValue(domains[i]);
        json.WriteEndArray();
    }

    /// <summary>Records the domains that a target cannot be told.</summary>
    public static void DropDomains(ConversionLog log, string place, IReadOnlyList<string> domains)
    {
        if (domains.Count > 0)
            log.Dropped(place, string.Join(", ", domains));
    }

    /// <summary>Records how often the model may search, where a target cannot be told.</summary>
    public static void DropMaxUses(ConversionLog log, string place, WebSearch search)
    {
        if (search.MaxUses is { } most)
            log.Dropped($"{place}.max_uses", most.ToString(CultureInfo.InvariantCulture));
    }

    private static WebSearch Read(RawJson declaration, WebSearch search, string prefix)
    {
        if (declaration.Kind != JsonValueKind.Object)
            return search;
        var members = new JsonMembers(declaration.Utf8);
        while (members.Next(out var name, out var value))
            search = ReadMember(System.Text.Encoding.UTF8.GetString(name), value, search, prefix);
        return search;
    }

    private static WebSearch ReadMember(string name, RawJson value, WebSearch search, string prefix)
    {
        switch (name, value.Kind)
        {
            case ("type" or "name", _) when prefix.Length == 0:
            // Left out it is true.
            case ("external_web_access", JsonValueKind.True): return search;
            case ("filters" or "parameters", JsonValueKind.Object): return Read(value, search, $"{name}.");
            case ("search_context_size", JsonValueKind.String): return search with { ContextSize = value.AsText().ToString() };
            case ("user_location", JsonValueKind.Object): return search with { Location = LocationOf(value, prefix + name, search.Extras!) };
            case ("max_uses", JsonValueKind.Number) when int.TryParse(value.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var most): return search with { MaxUses = most };
            case ("allowed_domains", _) when TextsOf(value) is { } allowed: return search with { AllowedDomains = allowed };
            case ("blocked_domains", _) when TextsOf(value) is { } blocked: return search with { BlockedDomains = blocked };
        }
        search.Extras!.Add(prefix + name, value);
        return search;
    }

    /// <summary>OpenAI Chat has the place one level deeper. What is no place, or not told as a text, is an extra.</summary>
    private static SearchLocation LocationOf(RawJson value, string place, Extras extras)
    {
        var location = new SearchLocation(null, null, null, null);
        var members = new JsonMembers(value.Utf8);
        while (members.Next(out var utf8, out var member))
        {
            var name = System.Text.Encoding.UTF8.GetString(utf8);
            switch (name, member.Kind)
            {
                case ("type", _): break;
                case ("approximate", JsonValueKind.Object): location = LocationOf(member, $"{place}.{name}", extras); break;
                case (_, JsonValueKind.Null): break;
                case ("country", JsonValueKind.String): location = location with { Country = member.AsText().ToString() }; break;
                case ("region", JsonValueKind.String): location = location with { Region = member.AsText().ToString() }; break;
                case ("city", JsonValueKind.String): location = location with { City = member.AsText().ToString() }; break;
                case ("timezone", JsonValueKind.String): location = location with { TimeZone = member.AsText().ToString() }; break;
                default: extras.Add($"{place}.{name}", member); break;
            }
        }
        return location;
    }

    /// <summary>The texts of a list; null for anything else.</summary>
    private static List<string>? TextsOf(RawJson value)
    {
        if (value.Kind != JsonValueKind.Array)
            return null;
        var texts = new List<string>();
        var reader = value.CreateReader();
        reader.Read();
        while (JsonRead.NextElement(ref reader))
        {
            if (reader.TokenType != JsonTokenType.String)
                return null;
            texts.Add(JsonRead.TextHere(ref reader, value.Utf8).ToString());
        }
        return texts;
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null)
            json.WriteString(name, text);
    }
}
