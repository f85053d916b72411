using System.Text.Json.Nodes;

namespace Parley.TestKit.Strict.Gemini;

/// <summary>Examines the contents: as many function responses follow a turn with calls as it had calls, under their names; signatures are those that were given.</summary>
internal static class GeminiContents
{
    private static readonly string[] Data = ["text", "inlineData", "fileData", "functionCall", "functionResponse"];

    public static void Read(Given contents, Heard heard)
    {
        List<HeardCall> open = [];
        foreach (var content in contents.Items())
        {
            var role = content.Only("role", "parts")["role"].Word("user", "model");
            var turn = new HeardTurn(role == "model" ? "assistant" : "user");
            content["parts"].Demand(content["parts"].Items().Count > 0, "contents.parts must not be empty");
            turn.Parts.AddRange(content["parts"].Items().Select(part => Part(part, role)));
            var results = turn.Parts.OfType<HeardResult>().ToList();
            content.Demand(results.Count == open.Count, "the number of function response parts must equal the number of function call parts of the function call turn");
            content.Demand(results.Select(static result => result.Name).Order().SequenceEqual(open.Select(static call => call.Name).Order()), "function responses must bear the names of the calls");
            open = [.. turn.Parts.OfType<HeardCall>()];
            content.Demand(open.Count == 0 || heard.Turns.Count > 0 && heard.Last.Role is "user" or "tool", "a function call turn comes immediately after a user turn or after a function response turn");
            if (results.Count > 0)
                turn = Results(turn, content);
            heard.Turns.Add(turn);
        }
        contents.Demand(heard.Turns.Count > 0, "contents is not specified");
        contents.Demand(open.Count == 0, "calls are left without responses");
    }

    private static HeardTurn Results(HeardTurn turn, Given content)
    {
        content.Demand(turn.Parts.All(static part => part is HeardResult), "function responses stand alone in their turn");
        var results = new HeardTurn("tool");
        results.Parts.AddRange(turn.Parts);
        return results;
    }

    private static HeardPart Part(Given part, string role)
    {
        part.Only([.. Data, "thought", "thoughtSignature"]);
        part.Demand(Data.Count(name => part[name].IsThere) == 1, "data must have one initialized field");
        part.Demand(role == "model" || !part["thoughtSignature"].IsThere && !part["thought"].IsThere, "users have no thoughts");
        if (part["thoughtSignature"].IsThere)
            part["thoughtSignature"].Demand(part["thoughtSignature"].Base64() == GeminiAnswer.Signature, "Thought signature is not valid");
        if (part["functionCall"] is { IsThere: true } call)
            return new HeardCall("", call.Only("name", "args", "id")["name"].Name(), call["args"].IsThere ? call["args"].Object().ToJsonString() : "{}");
        if (part["functionResponse"] is { IsThere: true } response)
            return new HeardResult(response.Only("name", "response", "id")["name"].Name(), TextOf(response["response"].Object()));
        if (part["inlineData"] is { IsThere: true } inline)
            return new HeardImage(inline.Only("mimeType", "data")["mimeType"].Text(), inline["data"].Base64());
        if (part["fileData"] is { IsThere: true } file)
            return new HeardImage("", file.Only("mimeType", "fileUri")["fileUri"].Text());
        return part["thought"].Flag() ? new HeardThought(part["text"].Text(), part["thoughtSignature"].OptionalText() ?? "") : new HeardText(part["text"].Text());
    }

    /// <summary>A response is an object; what a tool said in plain words stands in its only member, whatever that is called.</summary>
    private static string TextOf(JsonObject response) => response.Count == 1 && response.First().Value is JsonValue value ? value.ToString() : response.ToJsonString();
}
