using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Schemas;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>
/// A call whose arguments come in pieces (<c>streamFunctionCallArguments</c>): the first has the name and <c>willContinue</c>, the next have <c>partialArgs</c>,
/// each a path and a value, a string perhaps not whole; the last has neither, and may be empty.
/// </summary>
internal sealed class StreamedCall(int part)
{
    private readonly PartialArguments _arguments = new();

    /// <summary>The number of the part that the call is.</summary>
    public int Part => part;

    /// <summary>True for one piece of a call, and not a whole one.</summary>
    public static bool IsPiece(Extras? extras) => IsTrue(Member(extras, "willContinue", "will_continue")) || !PiecesOf(extras).IsAbsent;

    /// <summary>Whether more will come.</summary>
    public static bool Continues(Extras? extras) => IsTrue(Member(extras, "willContinue", "will_continue"));

    /// <summary>The members of a call that have nothing to do with its pieces.</summary>
    public static Extras? Without(Extras extras)
    {
        Extras? kept = null;
        foreach (var (name, value) in extras.Members)
        {
            if (name is not ("functionCall.willContinue" or "functionCall.will_continue" or "functionCall.partialArgs" or "functionCall.partial_args"))
                (kept ??= new Extras(Names.Dialect)).Add(name, value);
        }
        return kept;
    }

    /// <summary>The JSON that a piece adds; empty when it adds none.</summary>
    public JsonText Add(Extras? extras)
    {
        foreach (var piece in SchemaNode.Elements(PiecesOf(extras)))
        {
            var node = SchemaNode.Of(piece);
            _arguments.Add(Either(node, "jsonPath", "json_path").AsText().ToString(), ValueOf(node), IsTrue(Either(node, "willContinue", "will_continue")));
        }
        return Escaped(_arguments.Take());
    }

    /// <summary>The JSON that ends the arguments.</summary>
    public JsonText End()
    {
        _arguments.End();
        return Escaped(_arguments.Take());
    }

    private static RawJson PiecesOf(Extras? extras) => Member(extras, "partialArgs", "partial_args");

    private static RawJson ValueOf(SchemaNode piece)
    {
        foreach (var (name, value) in piece.Members)
        {
            if (name is "nullValue" or "null_value")
                return RawJson.Parse("null");
            if (value.Kind != JsonValueKind.Null && name is "stringValue" or "string_value" or "numberValue" or "number_value" or "boolValue" or "bool_value")
                return value;
        }
        return default;
    }

    private static JsonText Escaped(ReadOnlyMemory<byte> json)
    {
        if (json.IsEmpty)
            return default;
        var buffer = new ArrayBufferWriter<byte>(json.Length + 16);
        buffer.Write("\""u8);
        new RawJson(json).WriteEscaped(buffer);
        buffer.Write("\""u8);
        return JsonText.FromToken(buffer.WrittenMemory);
    }

    private static RawJson Either(SchemaNode node, string camel, string snake) => node.Has(camel) ? node[camel] : node[snake];

    private static RawJson Member(Extras? extras, string camel, string snake)
    {
        if (extras is null)
            return default;
        var value = extras[FunctionCall.Prefix + camel];
        return value.IsAbsent ? extras[FunctionCall.Prefix + snake] : value;
    }

    private static bool IsTrue(RawJson value) => value.Kind == JsonValueKind.True;
}
