using System.Text.Json.Nodes;

namespace Parley.TestKit.Strict.Gemini;

/// <summary>Writes an answer as generateContent does. Calls have no ids and come whole; the first of them carries the signature.</summary>
internal sealed class GeminiAnswer(CannedAnswer answer, Heard heard)
{
    /// <summary>What every thought is signed with.</summary>
    public const string Signature = "CiQBvj72KzmaUjC6L70aDJ4P0R5NfuIe9U5zAg==";

    private string Finish => answer.Ending switch
    {
        CannedEnding.Length => "MAX_TOKENS",
        CannedEnding.Refused => "SAFETY",
        _ => "STOP",
    };

    private IEnumerable<CannedPart> Parts => answer.Parts.Where(part => part is not CannedThought || heard.Thinks);

    public string Whole()
    {
        var parts = new JsonArray([.. Parts.SelectMany((part, index) => Pieces(part, index, isWhole: true))]);
        return Reply(parts, Finish, isLast: true).ToJsonString();
    }

    public IEnumerable<JsonObject> Chunks()
    {
        var pieces = Parts.SelectMany((part, index) => Pieces(part, index, isWhole: false)).ToList();
        for (var i = 0; i < pieces.Count; i++)
        {
            var isLast = i == pieces.Count - 1;
            yield return Reply(new JsonArray(pieces[i]), isLast ? Finish : null, isLast);
        }
    }

    private IEnumerable<JsonObject> Pieces(CannedPart part, int index, bool isWhole) => part switch
    {
        CannedText text => Joined(text.Pieces, isWhole).Select(static piece => new JsonObject { ["text"] = piece }),
        CannedThought thought => Joined(thought.Pieces, isWhole).Select(static piece => new JsonObject { ["text"] = piece, ["thought"] = true }),
        CannedCall call => [Call(call, isFirst: !Parts.Take(index).OfType<CannedCall>().Any())],
        _ => [],
    };

    private static IEnumerable<string> Joined(IReadOnlyList<string> pieces, bool isWhole) => isWhole ? [string.Concat(pieces)] : pieces;

    private static JsonObject Call(CannedCall call, bool isFirst)
    {
        var part = new JsonObject { ["functionCall"] = new JsonObject { ["name"] = call.Name, ["args"] = JsonNode.Parse(call.Arguments) } };
        if (isFirst)
            part["thoughtSignature"] = Signature;
        return part;
    }

    private JsonObject Reply(JsonArray parts, string? finish, bool isLast)
    {
        var candidate = new JsonObject { ["content"] = new JsonObject { ["parts"] = parts, ["role"] = "model" } };
        if (finish is not null)
            candidate["finishReason"] = finish;
        candidate["index"] = 0;
        return new JsonObject
        {
            ["candidates"] = new JsonArray(candidate),
            ["usageMetadata"] = Usage(isLast),
            ["modelVersion"] = heard.Model,
            ["responseId"] = "fwCzaajKAZDmz7IP9Pvy-AE",
        };
    }

    private JsonObject Usage(bool isLast)
    {
        var (prompt, cached, whole, thoughts) = answer.Tokens;
        var usage = new JsonObject { ["promptTokenCount"] = prompt };
        if (cached > 0)
            usage["cachedContentTokenCount"] = cached;
        if (isLast)
            usage["candidatesTokenCount"] = whole - thoughts;
        usage["totalTokenCount"] = isLast ? prompt + whole : prompt;
        usage["promptTokensDetails"] = new JsonArray(new JsonObject { ["modality"] = "TEXT", ["tokenCount"] = prompt });
        if (isLast && thoughts > 0)
            usage["thoughtsTokenCount"] = thoughts;
        return usage;
    }
}
