using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;

namespace Parley.Extensions.AI.Structure;

/// <summary>Types as serializers see them.</summary>
internal static class TypeDescriptions
{
    /// <summary>Options that say nothing of where descriptions come from, with reflection: a copy, kept as long as they are, since what is known of types hangs on it.</summary>
    private static readonly ConditionalWeakTable<JsonSerializerOptions, JsonSerializerOptions> Completed = [];

    /// <summary>The description of a type.</summary>
    /// <param name="said">How it is read; null for the usual of Microsoft.Extensions.AI.</param>
    /// <exception cref="ArgumentException">Nothing describes the type.</exception>
    public static JsonTypeInfo<T> Of<T>(JsonSerializerOptions? said)
    {
        var options = said is null ? AIJsonUtilities.DefaultOptions : said.TypeInfoResolver is null ? Completed.GetValue(said, Complete) : said;
        options.MakeReadOnly();
        return options.TryGetTypeInfo(typeof(T), out var type)
            ? (JsonTypeInfo<T>)type
            : throw new ArgumentException($"Nothing describes the type {typeof(T)}: the TypeInfoResolver of the serializer's options does not know it, or reflection is off. Give the JsonTypeInfo of a JsonSerializerContext.");
    }

    /// <summary>The resolver of the usual options knows every type where reflection is on.</summary>
    private static JsonSerializerOptions Complete(JsonSerializerOptions said) => new(said) { TypeInfoResolver = AIJsonUtilities.DefaultOptions.TypeInfoResolver };
}
