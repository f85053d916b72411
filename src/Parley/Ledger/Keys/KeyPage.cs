using System.Globalization;
using System.Text.Json;
using Parley.Configuration;

namespace Parley.Ledger.Keys;

/// <summary>Writes keys for operators: what they may do, never a value but the one that was just made.</summary>
internal static class KeyPage
{
    /// <summary>Writes a key.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="key">The key.</param>
    /// <param name="now">The time, by which it may have expired.</param>
    /// <param name="value">Its value, where it was just made; null for what may be shown of it.</param>
    /// <param name="history">What was done to it; null to leave that out.</param>
    public static void Write(Utf8JsonWriter writer, StoredKey key, DateTimeOffset now, string? value = null, IReadOnlyList<KeyEvent>? history = null)
    {
        using var settings = JsonDocument.Parse(key.Settings);
        writer.WriteStartObject();
        writer.WriteString("name"u8, key.Name);
        writer.WriteString("id"u8, key.Id);
        writer.WriteString("key"u8, value ?? KeyText.Masked(key.Value.Prefix));
        writer.WriteString("status"u8, StatusOf(key, now));
        writer.WriteString("created"u8, Text(key.Created));
        if (key.Rotated is { } rotated)
            writer.WriteString("rotated"u8, Text(rotated));
        if (key.Retired is { } retired && retired.Until > now)
            writer.WriteString("former_key_until"u8, Text(retired.Until));
        foreach (var member in settings.RootElement.EnumerateObject())
            member.WriteTo(writer);
        if (history is not null)
            Write(writer, history);
        writer.WriteEndObject();
    }

    /// <summary><c>active</c>, <c>disabled</c> or <c>expired</c>.</summary>
    public static string StatusOf(StoredKey key, DateTimeOffset now)
    {
        if (key.IsDisabled)
            return "disabled";
        using var settings = JsonDocument.Parse(key.Settings);
        return settings.RootElement.TryGetProperty("expires", out var expires) && DateTimeOffset.TryParse(expires.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && time <= now ? "expired" : "active";
    }

    private static void Write(Utf8JsonWriter writer, IReadOnlyList<KeyEvent> history)
    {
        writer.WriteStartArray("history"u8);
        foreach (var done in history)
        {
            writer.WriteStartObject();
            writer.WriteString("at"u8, Text(done.At));
            writer.WriteString("what"u8, done.What);
            writer.WriteString("who"u8, done.Who);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
