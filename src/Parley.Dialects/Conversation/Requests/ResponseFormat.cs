using Parley.Dialects.Wire;

namespace Parley.Dialects.Conversation;

/// <summary>The form of the answer.</summary>
/// <param name="Kind">Which form.</param>
public sealed record ResponseFormat(ResponseFormatKind Kind)
{
    /// <summary>The JSON Schema; absent unless <see cref="Kind"/> is <see cref="ResponseFormatKind.JsonSchema"/>.</summary>
    public RawJson Schema { get; init; }

    /// <summary>The schema's name.</summary>
    public string? Name { get; init; }

    /// <summary>What the schema is for.</summary>
    public JsonText Description { get; init; }

    /// <summary>Whether the answer must follow the schema to the letter; null when not said.</summary>
    public bool? Strict { get; init; }

    /// <summary>Unknown members.</summary>
    public Extras? Extras { get; init; }
}

/// <summary>The forms of an answer.</summary>
public enum ResponseFormatKind
{
    /// <summary>Free text, said explicitly.</summary>
    Text,

    /// <summary>Some JSON object.</summary>
    JsonObject,

    /// <summary>JSON after a schema.</summary>
    JsonSchema,
}
