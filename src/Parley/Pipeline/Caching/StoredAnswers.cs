using System.Globalization;
using System.Text;
using System.Text.Json;
using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Ledger;

namespace Parley.Pipeline.Caching;

/// <summary>Answers as they stand in the store.</summary>
internal static class StoredAnswers
{
    /// <summary>Counts up when the form of answers or of their names changes: those of another form are not found.</summary>
    private const int Form = 1;

    public static StoredAnswer Write(CacheKey key, CachedAnswer answer) => new(key.Name, answer.At, answer.Until, About(answer), Encoding.UTF8.GetString(answer.Json.Span));

    /// <summary>The answer; null when it is of another form.</summary>
    public static CachedAnswer? Read(StoredAnswer stored)
    {
        try
        {
            using var about = JsonDocument.Parse(stored.About);
            var root = about.RootElement;
            if (root.GetProperty("form").GetInt32() != Form)
                return null;
            return new CachedAnswer
            {
                Json = Encoding.UTF8.GetBytes(stored.Json),
                Backend = root.GetProperty("backend").GetString()!,
                Model = root.GetProperty("model").GetString()!,
                At = stored.At,
                Until = stored.Until,
                Cost = root.TryGetProperty("cost", out var cost) ? new Money(decimal.Parse(cost.GetString()!, CultureInfo.InvariantCulture), root.GetProperty("currency").GetString()!) : null,
                Losses = [.. root.GetProperty("losses").EnumerateArray().Select(Loss)],
            };
        }
        catch (Exception foreign) when (foreign is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string About(CachedAnswer answer)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("form"u8, Form);
            json.WriteString("backend"u8, answer.Backend);
            json.WriteString("model"u8, answer.Model);
            if (answer.Cost is { } cost)
            {
                json.WriteString("cost"u8, cost.Amount.ToString(CultureInfo.InvariantCulture));
                json.WriteString("currency"u8, cost.Currency);
            }
            json.WriteStartArray("losses"u8);
            foreach (var loss in answer.Losses)
                Write(json, loss);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter json, ConversionEntry loss)
    {
        json.WriteStartArray();
        json.WriteNumberValue((int)loss.Category);
        json.WriteNumberValue((int)loss.Severity);
        json.WriteStringValue(loss.Field);
        json.WriteStringValue(loss.OldValue);
        json.WriteStringValue(loss.NewValue);
        json.WriteEndArray();
    }

    private static ConversionEntry Loss(JsonElement loss) =>
        new((ConversionCategory)loss[0].GetInt32(), (ConversionSeverity)loss[1].GetInt32(), loss[2].GetString()!, loss[3].GetString(), loss[4].GetString());
}
