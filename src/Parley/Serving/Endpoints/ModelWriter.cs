using System.Text.Json;
using Parley.Configuration;

namespace Parley.Serving.Endpoints;

/// <summary>Writes what is known of a model in the shape of each vendor's list.</summary>
internal static class ModelWriter
{
    /// <summary>Writes one as OpenAI or Anthropic has it.</summary>
    public static void Write(Utf8JsonWriter writer, ModelCatalog.Entry model, bool anthropic)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, model.Name);
        if (anthropic)
        {
            writer.WriteString("type"u8, "model"u8);
            writer.WriteString("display_name"u8, model.Name);
            writer.WriteString("created_at"u8, "1970-01-01T00:00:00Z"u8);
            WriteNumber(writer, "max_input_tokens", model.Facts.ContextWindow);
            WriteNumber(writer, "max_tokens", model.Facts.MaxOutput);
        }
        else
        {
            writer.WriteString("object"u8, "model"u8);
            writer.WriteNumber("created"u8, 0);
            writer.WriteString("owned_by"u8, model.Owner);
            WriteNumber(writer, "context_length", model.Facts.ContextWindow);
            WriteNumber(writer, "max_output_tokens", model.Facts.MaxOutput);
            WriteAbilities(writer, model.Abilities);
            WritePrice(writer, model.Price);
        }
        writer.WriteEndObject();
    }

    /// <summary>Writes one as Gemini has it.</summary>
    public static void WriteGemini(Utf8JsonWriter writer, ModelCatalog.Entry model)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, "models/" + model.Name);
        writer.WriteString("displayName"u8, model.Name);
        WriteNumber(writer, "inputTokenLimit", model.Facts.ContextWindow);
        WriteNumber(writer, "outputTokenLimit", model.Facts.MaxOutput);
        writer.WriteStartArray("supportedGenerationMethods"u8);
        if (model.Abilities is not { Chat: false })
        {
            writer.WriteStringValue("generateContent"u8);
            writer.WriteStringValue("streamGenerateContent"u8);
            writer.WriteStringValue("countTokens"u8);
        }
        if (model.Abilities is { Embeddings: true })
            writer.WriteStringValue("embedContent"u8);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>Members that no vendor has, where something is known: clients pass over them, people and routers read them.</summary>
    private static void WriteAbilities(Utf8JsonWriter writer, Abilities? abilities)
    {
        if (abilities is null)
            return;
        writer.WriteStartArray("abilities"u8);
        foreach (var (word, isAble) in (ReadOnlySpan<(string, bool)>)[
            ("chat", abilities.Chat), ("tools", abilities.Tools), ("vision", abilities.Vision), ("audio", abilities.Audio), ("documents", abilities.Documents), ("json_schema", abilities.JsonSchema),
            ("reasoning", abilities.Reasoning), ("streaming", abilities.Streaming), ("embeddings", abilities.Embeddings), ("rerank", abilities.Rerank)])
        {
            if (isAble)
                writer.WriteStringValue(word);
        }
        writer.WriteEndArray();
    }

    private static void WritePrice(Utf8JsonWriter writer, PriceRow? price)
    {
        if (price is null)
            return;
        writer.WriteStartObject("price_per_million_tokens"u8);
        foreach (var (name, rate) in (ReadOnlySpan<(string, decimal?)>)[("input", price.Rates.Input), (CostBuckets.CacheRead, price.Rates.CacheRead), ("output", price.Rates.Output)])
        {
            if (rate is { } known)
                writer.WriteNumber(name, known);
        }
        writer.WriteString("currency"u8, price.Currency);
        writer.WriteString("source"u8, price.Source);
        writer.WriteString("version"u8, price.Version);
        writer.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, long? number)
    {
        if (number is { } known)
            writer.WriteNumber(name, known);
    }
}
