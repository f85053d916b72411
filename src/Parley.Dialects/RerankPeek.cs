using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects;

/// <summary>The head of a request to order documents, whose members are the same in every dialect.</summary>
internal static class RerankPeek
{
    private const int BytesPerToken = 4;

    /// <summary>Reads a whole body.</summary>
    /// <exception cref="WireFormatException">The JSON is broken, or a member that every upstream needs is missing, occurs twice or has the wrong type.</exception>
    public static RequestHead Read(ReadOnlyMemory<byte> body)
    {
        var head = ModelPeek.Read(body);
        var (query, documents) = (default(RawJson), default(RawJson));
        StreamOptions? asked = null;
        var members = new JsonMembers(body);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("query"u8))
                Take(ref query, value, "query");
            else if (name.SequenceEqual("documents"u8))
                Take(ref documents, value, "documents");
            else if (name.SequenceEqual("top_n"u8))
                asked = DemandCount(value, "top_n") ?? asked;
            else if (name.SequenceEqual("top_k"u8))
                asked = DemandCount(value, "top_k") ?? asked;
        }
        // An object is the query of models that look at images too; only their own upstreams take it.
        if (query.Kind is not (JsonValueKind.String or JsonValueKind.Object))
            throw new WireFormatException("query", "query must be a text.");
        return new RequestHead
        {
            Model = head.Model,
            ModelValue = head.ModelValue,
            Documents = Count(documents),
            StreamOptions = asked ?? StreamOptions.None,
            EstimatedInputTokens = body.Length / BytesPerToken,
        };
    }

    /// <summary>Reads the documents behind their name: texts, or objects with a <c>text</c>.</summary>
    public static List<RerankDocument> ReadDocuments(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var documents = new List<RerankDocument>();
        if (!JsonRead.BeginArray(ref reader, body))
            return documents;
        while (JsonRead.NextElement(ref reader))
        {
            var document = JsonScan.ReadRaw(ref reader, body);
            documents.Add(document.Kind switch
            {
                JsonValueKind.String => new RerankDocument(document.AsText()),
                JsonValueKind.Object => new RerankDocument(TextOf(document)) { Native = document },
                _ => throw NoDocument(documents.Count),
            });
        }
        return documents;
    }

    private static void Take(ref RawJson member, RawJson value, string name)
    {
        if (!member.IsAbsent)
            throw new WireFormatException(name, $"The member {name} occurs twice.");
        member = value;
    }

    /// <summary>The name of the number says which of two answers the caller reads; null where it says nothing.</summary>
    private static StreamOptions? DemandCount(RawJson value, string name)
    {
        if (value.Kind == JsonValueKind.Null)
            return null;
        var reader = value.CreateReader();
        reader.Read();
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out var number) || number != Math.Truncate(number) || number is < 0 or > int.MaxValue)
            throw new WireFormatException(name, $"{name} must be a whole number, and not less than 0.");
        var echo = new Extras(DialectNames.OpenAIChat);
        echo.Add(name, value);
        return new StreamOptions { Echo = echo };
    }

    private static int Count(RawJson documents)
    {
        if (documents.Kind != JsonValueKind.Array)
            throw new WireFormatException("documents", "documents must be a list of documents.");
        var count = 0;
        var reader = documents.CreateReader();
        reader.Read();
        while (JsonRead.NextElement(ref reader))
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.StartObject))
                throw NoDocument(count);
            reader.Skip();
            count++;
        }
        return count > 0 ? count : throw new WireFormatException("documents", "documents must hold at least one document.");
    }

    private static JsonText TextOf(RawJson document)
    {
        var members = new JsonMembers(document.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("text"u8) && value.Kind == JsonValueKind.String)
                return value.AsText();
        }
        return default;
    }

    private static WireFormatException NoDocument(int index) => new($"documents[{index}]", $"documents[{index}] must be a text or an object.");
}
