using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Bedrock;

/// <summary>
/// Unknown members of an object that is otherwise known are kept under its name and theirs, <c>inferenceConfig.reasoning</c>: so other dialects record them one by one, and this one puts them back into their object.
/// </summary>
internal static class NestedExtras
{
    /// <summary>Keeps the member whose name the reader stands on.</summary>
    public static void Keep(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, string parent, Extras extras)
    {
        var name = reader.GetString();
        reader.Read();
        extras.Add($"{parent}.{name}", JsonScan.ReadRaw(ref reader, body));
    }

    /// <summary>Writes the members of an object into it.</summary>
    public static void Write(Extras? extras, string parent, Utf8JsonWriter json)
    {
        if (extras is not { Dialect: Names.Dialect })
            return;
        foreach (var (name, value) in extras.Members)
        {
            if (!IsOf(name, parent))
                continue;
            json.WritePropertyName(name.AsSpan(parent.Length + 1));
            value.WriteValue(json);
        }
    }

    /// <summary>True when there are members of an object, or when it was written though it has none.</summary>
    public static bool HasAny(Extras? extras, string parent)
    {
        if (extras is not { Dialect: Names.Dialect })
            return false;
        if (!extras.Spelling(parent).IsAbsent)
            return true;
        foreach (var (name, _) in extras.Members)
        {
            if (IsOf(name, parent))
                return true;
        }
        return false;
    }

    /// <summary>The members that are not within one of the objects that are written member by member.</summary>
    public static Extras WithoutNested(Extras extras)
    {
        var rest = new Extras(extras.Dialect);
        foreach (var (name, value) in extras.Members)
        {
            if (!IsOf(name, Names.InferenceConfig) && !IsOf(name, Names.ToolConfig) && !IsOf(name, Names.OutputConfig) && !IsOf(name, Names.AdditionalFields))
                rest.Add(name, value);
        }
        return rest;
    }

    private static bool IsOf(string name, string parent) => name.Length > parent.Length && name[parent.Length] == '.' && name.StartsWith(parent, StringComparison.Ordinal);
}
