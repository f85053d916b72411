using Parley.Dialects.Conversation;

namespace Parley.Dialects;

/// <summary>What embedding requests lose on their way into a dialect that knows less, in the same words everywhere.</summary>
internal static class EmbeddingLosses
{
    /// <summary>Records inputs that are not plain texts. Without their text they cannot be sent at all.</summary>
    /// <param name="request">The request.</param>
    /// <param name="takesTokens">Whether the target takes arrays of token numbers.</param>
    /// <param name="dialect">The target's dialect, whose own content passes.</param>
    /// <param name="log">Takes the losses.</param>
    public static void Record(EmbeddingRequest request, bool takesTokens, string dialect, ConversionLog log)
    {
        for (var i = 0; i < request.Inputs.Count; i++)
        {
            var input = request.Inputs[i];
            if (!input.Tokens.IsAbsent && !takesTokens)
                log.DroppedContent($"input[{i}]", "token numbers");
            else if (!input.Native.IsAbsent && request.Dialect != dialect)
                Lose(input, $"input[{i}]", log);
        }
    }

    /// <summary>Records an encoding that neither the target nor Parley can write; floats and base64 Parley turns into each other.</summary>
    public static void RecordEncoding(EmbeddingRequest request, ConversionLog log)
    {
        if (request.Encoding is { } encoding and not ("float" or "base64"))
            DropEncoding(request, encoding, log);
    }

    /// <summary>Records an encoding that is not to be had, in the caller's word for it.</summary>
    public static void DropEncoding(EmbeddingRequest request, string encoding, ConversionLog log) =>
        log.Dropped(request.Dialect == DialectNames.Cohere ? "embedding_types[0]" : "encoding_format", encoding);

    /// <summary>Records the extras of another dialect, without the word for what the vectors are for where its meaning is known.</summary>
    public static void RecordExtras(EmbeddingRequest request, ConversionLog log)
    {
        if (request.Purpose is null || request.Extras is null)
        {
            request.Extras.Record(log, "");
            return;
        }
        var others = new Extras(request.Extras.Dialect);
        foreach (var (name, value) in request.Extras.Members)
        {
            if (name is not ("input_type" or "task"))
                others.Add(name, value);
        }
        others.Record(log, "");
    }

    private static void Lose(EmbeddingInput input, string place, ConversionLog log)
    {
        if (input.Text.IsEmpty)
            log.DroppedContent(place);
        else
            log.Dropped(place, input.Native);
    }
}
