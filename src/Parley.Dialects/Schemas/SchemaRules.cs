using System.Collections.Frozen;

namespace Parley.Dialects.Schemas;

/// <summary>What a dialect understands of JSON Schema. Everything else is rewritten or put into words by <see cref="SchemaLowering"/>.</summary>
public sealed record SchemaRules
{
    /// <summary>
    /// The schema of Gemini's <c>parameters</c> and <c>responseSchema</c>: a subset of OpenAPI 3.0
    /// (message <c>Schema</c> in google/ai/generativelanguage/v1beta/content.proto).
    /// </summary>
    public static SchemaRules OpenApiSubset { get; } = new()
    {
        Keywords = FrozenSet.Create(
            StringComparer.Ordinal,
            "title", "minItems", "maxItems", "minProperties", "maxProperties", "minimum", "maximum", "minLength", "maxLength", "pattern", "default", "propertyOrdering"),
        Formats = FrozenSet.Create(StringComparer.Ordinal, "date-time", "float", "double", "int32", "int64"),
        UpperCaseTypes = true,
        NullableMember = true,
        StringEnumsOnly = true,
        AnyOfStandsAlone = true,
        ArraysNeedItems = true,
        AdditionalProperties = false,
    };

    /// <summary><see cref="OpenApiSubset"/> for the arguments of a function, which are always an object.</summary>
    public static SchemaRules OpenApiArguments { get; } = OpenApiSubset with { ObjectRoot = true };

    /// <summary>Keywords that are copied as they are, besides the structural ones.</summary>
    public FrozenSet<string> Keywords { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Values of <c>format</c> that are accepted.</summary>
    public FrozenSet<string> Formats { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Types are written <c>STRING</c>, not <c>string</c>.</summary>
    public bool UpperCaseTypes { get; init; }

    /// <summary>Null is said by <c>nullable: true</c>, not by the type <c>null</c>.</summary>
    public bool NullableMember { get; init; }

    /// <summary>Enumerations hold strings only.</summary>
    public bool StringEnumsOnly { get; init; }

    /// <summary>A node with <c>anyOf</c> has no other member.</summary>
    public bool AnyOfStandsAlone { get; init; }

    /// <summary>Every array says what its items are.</summary>
    public bool ArraysNeedItems { get; init; }

    /// <summary>Whether <c>additionalProperties</c> is understood.</summary>
    public bool AdditionalProperties { get; init; } = true;

    /// <summary>The schema as a whole is an object: alternatives at its top are joined into one.</summary>
    public bool ObjectRoot { get; init; }

    /// <summary>The most nodes that a schema may grow to while references are written out.</summary>
    public int MaxNodes { get; init; } = 5_000;

    /// <summary>The deepest nesting that is written out.</summary>
    public int MaxDepth { get; init; } = 32;
}
