using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>The one name of a tool within a namespace, for dialects that have no namespaces; a call keeps both beside it.</summary>
internal static class NamespacedName
{
    /// <summary>Both names in one, in the form that all providers take; a pure function, so that every turn has the same.</summary>
    public static string Join(string space, string name) => ToolCallIds.Map($"{space}__{name}", ToolCallIdRule.Word64);

    /// <summary>Extras that say both.</summary>
    public static Extras Spelled(RawJson space, RawJson name)
    {
        var extras = new Extras(Names.Dialect);
        Spell(extras, space, name);
        return extras;
    }

    /// <summary>Says both in the extras of a call.</summary>
    public static void Spell(Extras extras, RawJson space, RawJson name)
    {
        extras.AddSpelling(Spelling.Namespace, space);
        extras.AddSpelling(Spelling.LocalName, name);
    }

    /// <summary>A name as it stands on the wire.</summary>
    public static RawJson Token(string name)
    {
        var token = new ArrayBufferWriter<byte>();
        JsonText.FromString(name).WriteToken(token);
        return new RawJson(token.WrittenMemory);
    }

    /// <summary>The name within the namespace, or the only name of a call without one.</summary>
    public static JsonText LocalOf(Extras? extras, string name) => extras.Spelled(Spelling.LocalName) is { IsAbsent: false } local ? local.AsText() : name;

    /// <summary>Writes <c>name</c>, and <c>namespace</c> where there is one.</summary>
    public static void Write(Utf8JsonWriter json, ToolCallPart call)
    {
        LocalOf(call.Extras, call.Name).WriteMember(json, "name"u8);
        if (call.Extras.Spelled(Spelling.Namespace) is { IsAbsent: false } space)
            space.WriteMember(json, "namespace"u8);
    }
}
