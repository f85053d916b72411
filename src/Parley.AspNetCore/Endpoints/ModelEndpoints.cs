using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Parley.Configuration;
using Parley.Dialects;
using Parley.Dialects.Conversation;

namespace Parley.AspNetCore.Endpoints;

/// <summary>The model lists of OpenAI, Anthropic and Gemini. They share the path <c>/v1/models</c>; a caller who sends <c>anthropic-version</c> gets Anthropic's shape, one who sends <c>x-goog-api-key</c> Gemini's.</summary>
internal static class ModelEndpoints
{
    /// <summary>What operations have behind the model in their paths: <c>:generateContent</c>.</summary>
    private static readonly string[] OperationVerbs =
    [
        .. KnownDialects.All.SelectMany(static dialect => dialect.Operations).SelectMany(static operation => operation.Routes)
            .Where(static route => route.Contains("{model}:", StringComparison.Ordinal)).Select(static route => route[route.LastIndexOf(':')..]).Distinct(),
    ];

    private static readonly string[] Lists = ["/v1/models", "/models", "/openai/v1/models", "/openai/models"];

    public static void Map(IEndpointRouteBuilder endpoints, Gateway gateway)
    {
        foreach (var list in Lists)
        {
            endpoints.MapGet(list, context => IsGemini(context) ? GeminiListAsync(context, gateway) : ListAsync(context, gateway, IsAnthropic(context)));
            endpoints.MapGet(list + "/{**id}", context => IsOperation(context) ? RefuseVerbAsync(context) : IsGemini(context) ? GeminiOneAsync(context, gateway) : OneAsync(context, gateway, IsAnthropic(context)));
        }
        endpoints.MapGet("/anthropic/v1/models", context => ListAsync(context, gateway, anthropic: true));
        endpoints.MapGet("/anthropic/v1/models/{**id}", context => OneAsync(context, gateway, anthropic: true));
        foreach (var list in (ReadOnlySpan<string>)["/v1beta/models", "/gemini/v1beta/models", "/gemini/v1/models"])
        {
            endpoints.MapGet(list, context => GeminiListAsync(context, gateway));
            endpoints.MapGet(list + "/{**id}", context => IsOperation(context) ? RefuseVerbAsync(context) : GeminiOneAsync(context, gateway));
        }
    }

    /// <summary>Whether the path is that of an operation whose model stands before its verb, and no model's.</summary>
    private static bool IsOperation(HttpContext context) => Array.Exists(OperationVerbs, verb => IdOf(context).EndsWith(verb, StringComparison.Ordinal));

    private static Task RefuseVerbAsync(HttpContext context)
    {
        context.Response.Headers.Allow = HttpMethods.Post;
        return UnknownPathEndpoint.RefuseVerbAsync(context);
    }

    private static bool IsAnthropic(HttpContext context) => context.Request.Headers.ContainsKey("anthropic-version");

    private static bool IsGemini(HttpContext context) => context.Request.Headers.ContainsKey("x-goog-api-key");

    private static Task ListAsync(HttpContext context, Gateway gateway, bool anthropic) =>
        GuardedEndpoint.AnswerAsync(context, gateway, DialectOf(anthropic), (writer, caller) =>
        {
            Fault? fault = null;
            var all = ModelCatalog.Of(gateway, caller);
            var page = anthropic ? ModelPage.OfAnthropic(context.Request.Query, all, out fault) : new ModelPage(all, HasMore: false);
            if (fault is not null)
                return fault;
            writer.WriteStartObject();
            if (!anthropic)
                writer.WriteString("object"u8, "list"u8);
            writer.WriteStartArray("data"u8);
            foreach (var model in page.Models)
                WriteModel(writer, model, anthropic);
            writer.WriteEndArray();
            if (anthropic)
                WritePage(writer, page);
            writer.WriteEndObject();
            return null;
        });

    private static Task OneAsync(HttpContext context, Gateway gateway, bool anthropic) =>
        GuardedEndpoint.AnswerAsync(context, gateway, DialectOf(anthropic), (writer, caller) =>
        {
            if (ModelCatalog.Find(gateway, caller, IdOf(context), out var fault) is { } model)
                WriteModel(writer, model, anthropic);
            return fault;
        });

    private static Task GeminiListAsync(HttpContext context, Gateway gateway) =>
        GuardedEndpoint.AnswerAsync(context, gateway, DialectNames.Gemini, (writer, caller) =>
        {
            var page = ModelPage.OfGemini(context.Request.Query, ModelCatalog.Of(gateway, caller), out var fault);
            if (fault is not null)
                return fault;
            writer.WriteStartObject();
            writer.WriteStartArray("models"u8);
            foreach (var model in page.Models)
                WriteGemini(writer, model);
            writer.WriteEndArray();
            if (page.HasMore)
                writer.WriteString("nextPageToken"u8, page.Models[^1].Name);
            writer.WriteEndObject();
            return null;
        });

    private static Task GeminiOneAsync(HttpContext context, Gateway gateway) =>
        GuardedEndpoint.AnswerAsync(context, gateway, DialectNames.Gemini, (writer, caller) =>
        {
            if (ModelCatalog.Find(gateway, caller, IdOf(context), out var fault) is { } model)
                WriteGemini(writer, model);
            return fault;
        });

    /// <summary>The name in the path. The server decodes all but <c>%2F</c>, as which most clients write the slash in a name.</summary>
    private static string IdOf(HttpContext context) =>
        Convert.ToString(context.Request.RouteValues["id"], CultureInfo.InvariantCulture)?.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase) ?? "";

    private static string DialectOf(bool anthropic) => anthropic ? DialectNames.AnthropicMessages : DialectNames.OpenAIChat;

    private static void WriteModel(Utf8JsonWriter writer, ModelCatalog.Entry model, bool anthropic)
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

    private static void WritePage(Utf8JsonWriter writer, ModelPage page)
    {
        writer.WriteBoolean("has_more"u8, page.HasMore);
        WriteId("first_id", page.Models.Count == 0 ? null : page.Models[0].Name);
        WriteId("last_id", page.Models.Count == 0 ? null : page.Models[^1].Name);

        void WriteId(string name, string? id)
        {
            if (id is null)
                writer.WriteNull(name);
            else
                writer.WriteString(name, id);
        }
    }

    private static void WriteGemini(Utf8JsonWriter writer, ModelCatalog.Entry model)
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
}
