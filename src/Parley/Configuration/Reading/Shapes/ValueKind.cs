using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;

namespace Parley.Configuration.Reading;

/// <summary>A kind of value: reads it from a node, and describes it in a JSON schema. One definition serves both, so that they cannot disagree.</summary>
internal abstract class ValueKind<T>
{
    /// <summary>Reads a value. False after a problem was reported.</summary>
    public abstract bool TryRead(ConfigNode node, ReadScope scope, [MaybeNullWhen(false)] out T value);

    /// <summary>The schema of the value, in words of draft-07.</summary>
    public abstract JsonObject Schema();
}

/// <summary>Base of kinds that are single values.</summary>
internal abstract class ScalarKind<T> : ValueKind<T>
{
    /// <summary>What is wanted, for messages: <c>a whole number</c>.</summary>
    protected abstract string Wanted { get; }

    public sealed override bool TryRead(ConfigNode node, ReadScope scope, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        if (node is not ConfigScalar scalar)
        {
            scope.WrongKind(node, Wanted);
            return false;
        }
        return scope.Text(scalar) is { } text && TryParse(text, scalar, scope, out value);
    }

    /// <summary>Reads the text of a value, references filled in.</summary>
    protected abstract bool TryParse(string text, ConfigScalar scalar, ReadScope scope, [MaybeNullWhen(false)] out T value);

    /// <summary>A schema that takes values of a JSON type, and texts that refer to the environment.</summary>
    protected static JsonObject TypeOrReference(string type) => new() { ["type"] = new JsonArray(type, "string"), ["pattern"] = "\\$\\{" };
}
