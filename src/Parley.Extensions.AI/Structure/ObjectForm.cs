using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;
using Parley.Dialects.Conversation;
using Parley.Dialects.Schemas;
using Parley.Extensions.AI.Content;

namespace Parley.Extensions.AI.Structure;

/// <summary>The form of an object: its schema, and how an answer is read by it. What is no object (a list, a number), or one of several, stands within one, since providers take no other schemas. Not for use by several threads at once.</summary>
internal sealed class ObjectForm<T>
{
    private const string Inner = "value";

    /// <summary>Words that strict providers refuse at the top of a schema (platform.openai.com/docs/guides/structured-outputs, "Root objects must not be anyOf and must be an object").</summary>
    private static readonly string[] Alternatives = ["anyOf", "oneOf", "allOf", "not", "enum", "$ref"];

    private static readonly AIJsonSchemaCreateOptions Inference = new()
    {
        TransformOptions = new AIJsonSchemaTransformOptions { DisallowAdditionalProperties = true, RequireAllProperties = true, ConvertBooleanSchemas = true },
    };

    private readonly JsonTypeInfo<T> _type;
    private readonly SchemaValidator _validator;
    private readonly bool _isWrapped;
    private readonly ResponseFormat _format;

    public ObjectForm(JsonTypeInfo<T> type, GenerateObjectOptions options)
    {
        _type = type;
        var schema = AIJsonUtilities.CreateJsonSchema(typeof(T), serializerOptions: type.Options, inferenceOptions: Inference);
        _isWrapped = !IsPlainObject(schema);
        if (_isWrapped)
            schema = Wrap(schema);
        _validator = new SchemaValidator(schema);
        _format = new ResponseFormat(ResponseFormatKind.JsonSchema) { Schema = JsonValues.Compact(schema), Name = options.Name ?? NameOf(typeof(T)), Description = options.Description };
    }

    /// <summary>The same of a type that the serializer's options describe.</summary>
    /// <exception cref="ArgumentException">They do not.</exception>
    public static ObjectForm<T> Of(GenerateObjectOptions options) => new(TypeDescriptions.Of<T>(options.SerializerOptions), options);

    /// <summary>The request that demands the object.</summary>
    public ChatRequest Asked(ChatRequest request) => request with { ResponseFormat = _format };

    /// <summary>The request that asks again, with what was wrong.</summary>
    public static ChatRequest Again(ChatRequest asked, ChatReply reply, string wrong) => asked with
    {
        Messages =
        [
            .. asked.Messages,
            reply.Choices is [{ Parts: { Count: > 0 } parts }, ..] ? new Message(Role.Assistant, parts) : Message.Assistant("(nothing)"),
            Message.User($"That is not the JSON that was asked for: {wrong}. Answer again with the JSON alone, without any word around it."),
        ],
    };

    /// <summary>Reads an answer. What is wrong with it; null when nothing is.</summary>
    public Misfit? Read(ChatReply reply, out JsonElement json, [MaybeNull] out T value)
    {
        (json, value) = (default, default);
        var text = reply.Text;
        using var found = JsonInText.Find(text, element => _validator.Check(element) is null);
        var cut = reply.Choices is [{ Finish.Reason: FinishReason.Length }, ..] ? "it was cut off at the limit of tokens, and " : "";
        if (found is null)
            return new Misfit(reply.Choices is [{ Parts: var parts }, ..] && parts.OfType<RefusalPart>().FirstOrDefault() is { } refusal ? $"the model declined: {refusal.Text}" : $"{cut}there is no JSON in it");
        if (_validator.Check(found.RootElement) is { } wrong)
            return new Misfit(cut + wrong);
        json = Unwrapped(found.RootElement).Clone();
        try
        {
            value = json.Deserialize(_type);
            return null;
        }
        catch (Exception unfit)
        {
            // Setters and converters are the host's, and throw what they like.
            return new Misfit(ResultParts.FirstLine(unfit.Message), unfit);
        }
    }

    /// <summary>What is there of an object that is still written, as far as its type can hold it.</summary>
    public ObjectUpdate<T>? ReadPart(JsonElement part)
    {
        if (_isWrapped && !part.TryGetProperty(Inner, out _))
            return null;
        var json = Unwrapped(part);
        try
        {
            return new ObjectUpdate<T>(json, json.Deserialize(_type), null);
        }
        catch (Exception)
        {
            // Not yet: in the end it is read whole, and told why it does not fit.
            return new ObjectUpdate<T>(json, default, null);
        }
    }

    private JsonElement Unwrapped(JsonElement element) => _isWrapped ? element.GetProperty(Inner) : element;

    private static bool IsPlainObject(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object
        && schema.TryGetProperty("type"u8, out var kind) && kind.ValueKind == JsonValueKind.String && kind.ValueEquals("object"u8)
        && !Array.Exists(Alternatives, word => schema.TryGetProperty(word, out _));

    private static JsonElement Wrap(JsonElement schema)
    {
        var inner = schema.ValueKind == JsonValueKind.Object ? JsonObject.Create(schema)! : new JsonObject();
        Redirect(inner);
        var outer = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { [Inner] = inner },
            ["required"] = new JsonArray(JsonValue.Create(Inner)),
            ["additionalProperties"] = false,
        };
        return JsonElement.Parse(outer.ToJsonString());
    }

    /// <summary>References from the top of the schema start one step lower now.</summary>
    private static void Redirect(JsonNode? node)
    {
        if (node is JsonArray array)
        {
            foreach (var element in array)
                Redirect(element);
        }
        if (node is not JsonObject members)
            return;
        foreach (var (name, value) in members.ToList())
        {
            if (name == "$ref" && value is JsonValue text && text.TryGetValue<string>(out var reference) && reference.StartsWith('#'))
                members[name] = $"#/properties/{Inner}{reference[1..]}";
            else
                Redirect(value);
        }
    }

    /// <summary>A name that every provider takes.</summary>
    private static string NameOf(Type type)
    {
        var name = new string([.. type.Name.TakeWhile(static letter => letter != '`').Where(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-').Take(64)]);
        return name.Length == 0 ? "answer" : name;
    }
}
