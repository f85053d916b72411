using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>Reads what routing needs of an embedding request, and what the reply repeats of it.</summary>
internal static class EmbedPeek
{
    private const int BytesPerToken = 4;

    /// <summary>Reads path and body.</summary>
    /// <exception cref="WireFormatException">The JSON is broken, or a member occurs twice or has the wrong type.</exception>
    public static RequestHead Read(in WireRequest request)
    {
        var head = ModelPeek.Read(request.Body);
        var isFirst = request.Path.EndsWith(EmbedNames.FirstRoute, StringComparison.Ordinal);
        var asked = EmbedRequestReader.Read(request.Body);
        return new RequestHead
        {
            Model = head.Model,
            ModelValue = head.ModelValue,
            Inputs = asked.Inputs.Count,
            StreamOptions = new StreamOptions { Echo = RepeatedOf(request.Body, isFirst) },
            EstimatedInputTokens = request.Body.Length / BytesPerToken,
            // The first version answers otherwise and is asked for where it no longer stands.
            NeedsTranslation = isFirst,
            Demand = DemandOf(asked),
        };
    }

    private static Extras RepeatedOf(ReadOnlyMemory<byte> body, bool isFirst)
    {
        var repeated = new Extras(Names.Dialect);
        if (isFirst)
            repeated.Add(EmbedNames.First, RawJson.Parse("true"));
        var members = new JsonMembers(body);
        while (members.Next(out var name, out var value))
        {
            if (value.Kind != System.Text.Json.JsonValueKind.Array)
                continue;
            if (name.SequenceEqual("embedding_types"u8))
                repeated.Add(EmbedNames.Types, value);
            else if (name.SequenceEqual("texts"u8))
                repeated.Add(EmbedNames.Texts, value);
        }
        return repeated;
    }

    /// <summary>A vector of nothing would not be one of the image.</summary>
    private static OwnDemand? DemandOf(EmbeddingRequest asked)
    {
        for (var i = 0; i < asked.Inputs.Count; i++)
        {
            if (!asked.Inputs[i].Native.IsAbsent)
                return new OwnDemand(asked.Inputs[i].Native.Kind == System.Text.Json.JsonValueKind.String ? $"images[{i}]" : $"inputs[{i}]", "vectors of images");
        }
        return null;
    }
}
