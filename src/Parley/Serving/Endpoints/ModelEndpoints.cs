using System.Text.Json;
using Parley.Dialects;
using Parley.Dialects.Conversation;

namespace Parley.Serving.Endpoints;

/// <summary>The model lists of OpenAI, Anthropic and Gemini. They share the path <c>/v1/models</c>; a caller who sends <c>anthropic-version</c> gets Anthropic's shape, one who sends <c>x-goog-api-key</c> Gemini's.</summary>
internal sealed class ModelEndpoints
{
    /// <summary>What operations have behind the model in their paths: <c>:generateContent</c>.</summary>
    private static readonly string[] OperationVerbs =
    [
        .. KnownDialects.All.SelectMany(static dialect => dialect.Operations).SelectMany(static operation => operation.Routes)
            .Where(static route => route.Contains("{model}:", StringComparison.Ordinal)).Select(static route => route[route.LastIndexOf(':')..]).Distinct(),
    ];

    private static readonly string[] SharedLists = ["/v1/models", "/models", "/openai/v1/models", "/openai/models"];
    private static readonly string[] AnthropicLists = ["/anthropic/v1/models"];
    private static readonly string[] GeminiLists = ["/v1beta/models", "/gemini/v1beta/models", "/gemini/v1/models"];

    private readonly Service _service;
    private readonly Shape _openAI;
    private readonly Shape _anthropic;
    private readonly Shape _gemini;

    /// <summary>Prepares them.</summary>
    public ModelEndpoints(Service service)
    {
        _service = service;
        _openAI = new Shape(call => ListAsync(call, anthropic: false), call => OneAsync(call, anthropic: false));
        _anthropic = new Shape(call => ListAsync(call, anthropic: true), call => OneAsync(call, anthropic: true));
        _gemini = new Shape(GeminiListAsync, GeminiOneAsync);
    }

    /// <summary>All lists as one server has them. On paths that vendors share the headers of a call say whose is meant.</summary>
    public IEnumerable<ServedRoute> All() =>
    [
        .. SharedLists.SelectMany(list => Of(list, call => IsGemini(call) ? _gemini : IsAnthropic(call) ? _anthropic : _openAI)),
        .. AnthropicLists.SelectMany(list => Of(list, _ => _anthropic)),
        .. GeminiLists.SelectMany(list => Of(list, _ => _gemini)),
    ];

    /// <summary>The lists of those who speak one dialect alone; none where it has none.</summary>
    /// <param name="prefix">The dialect's prefix.</param>
    public IEnumerable<ServedRoute> Of(string prefix) => prefix switch
    {
        "openai" => SharedLists.SelectMany(list => Of(list, _ => _openAI)),
        "anthropic" => AnthropicLists.Append("/v1/models").SelectMany(list => Of(list, _ => _anthropic)),
        "gemini" => GeminiLists.Append("/v1/models").SelectMany(list => Of(list, _ => _gemini)),
        _ => [],
    };

    private ServedRoute[] Of(string list, Func<ServedCall, Shape> shape) =>
    [
        ServedRoute.Get(list, call => shape(call).List(call)),
        ServedRoute.Get(list + "/{**id}", call => IsOperation(call) ? UnknownPath.RefuseVerbAsync(call, _service, UnknownPath.DialectOf(call), "POST") : shape(call).One(call)),
    ];

    /// <summary>How a vendor lists its models and shows one.</summary>
    private sealed record Shape(Func<ServedCall, Task> List, Func<ServedCall, Task> One);

    /// <summary>Whether the path is that of an operation whose model stands before its verb, and no model's.</summary>
    private static bool IsOperation(ServedCall call) => Array.Exists(OperationVerbs, verb => IdOf(call).EndsWith(verb, StringComparison.Ordinal));

    private static bool IsAnthropic(ServedCall call) => call["anthropic-version"] is not null;

    private static bool IsGemini(ServedCall call) => call["x-goog-api-key"] is not null;

    private Task ListAsync(ServedCall call, bool anthropic) =>
        GuardedAnswer.AnswerAsync(call, _service, DialectOf(anthropic), (writer, caller) =>
        {
            Fault? fault = null;
            var all = ModelCatalog.Of(_service, caller);
            var page = anthropic ? ModelPage.OfAnthropic(call.Query, all, out fault) : new ModelPage(all, HasMore: false);
            if (fault is not null)
                return fault;
            writer.WriteStartObject();
            if (!anthropic)
                writer.WriteString("object"u8, "list"u8);
            writer.WriteStartArray("data"u8);
            foreach (var model in page.Models)
                ModelWriter.Write(writer, model, anthropic);
            writer.WriteEndArray();
            if (anthropic)
                WritePage(writer, page);
            writer.WriteEndObject();
            return null;
        });

    private Task OneAsync(ServedCall call, bool anthropic) =>
        GuardedAnswer.AnswerAsync(call, _service, DialectOf(anthropic), (writer, caller) =>
        {
            if (ModelCatalog.Find(_service, caller, IdOf(call), out var fault) is { } model)
                ModelWriter.Write(writer, model, anthropic);
            return fault;
        });

    private Task GeminiListAsync(ServedCall call) =>
        GuardedAnswer.AnswerAsync(call, _service, DialectNames.Gemini, (writer, caller) =>
        {
            var page = ModelPage.OfGemini(call.Query, ModelCatalog.Of(_service, caller), out var fault);
            if (fault is not null)
                return fault;
            writer.WriteStartObject();
            writer.WriteStartArray("models"u8);
            foreach (var model in page.Models)
                ModelWriter.WriteGemini(writer, model);
            writer.WriteEndArray();
            if (page.HasMore)
                writer.WriteString("nextPageToken"u8, page.Models[^1].Name);
            writer.WriteEndObject();
            return null;
        });

    private Task GeminiOneAsync(ServedCall call) =>
        GuardedAnswer.AnswerAsync(call, _service, DialectNames.Gemini, (writer, caller) =>
        {
            if (ModelCatalog.Find(_service, caller, IdOf(call), out var fault) is { } model)
                ModelWriter.WriteGemini(writer, model);
            return fault;
        });

    /// <summary>The name in the path. The server decodes all but <c>%2F</c>, as which most clients write the slash in a name.</summary>
    private static string IdOf(ServedCall call) =>
        call.Place.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    private static string DialectOf(bool anthropic) => anthropic ? DialectNames.AnthropicMessages : DialectNames.OpenAIChat;

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
}
