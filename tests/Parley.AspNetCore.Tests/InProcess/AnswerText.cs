using System.Text.Json.Nodes;

namespace Parley.AspNetCore.Tests.InProcess;

/// <summary>Finds the text of an answer, whatever the dialect: by the places where each keeps it.</summary>
internal static class AnswerText
{
    /// <summary>The text of a whole answer, or of the pieces of a stream.</summary>
    public static string Of(string body)
    {
        var lines = body.TrimStart().StartsWith('{') && !body.Contains("\n{", StringComparison.Ordinal)
            ? [body]
            : body.Split('\n').Select(static line => line.StartsWith("data: ", StringComparison.Ordinal) ? line[6..] : line).Where(static line => line.StartsWith('{'));
        return string.Concat(lines.Select(static line => In(JsonNode.Parse(line)!)));
    }

    private static string In(JsonNode answer)
    {
        var type = answer["type"] is JsonValue said ? said.GetValue<string>() : "";
        if (type == "response.output_text.delta")
            return answer["delta"]!.GetValue<string>();
        if (type.StartsWith("response.", StringComparison.Ordinal))
            return "";
        return Text(answer["choices"]?.AsArray().FirstOrDefault() is { } choice ? choice["message"]?["content"] ?? choice["delta"]?["content"] : null)
            + Text(answer["content"])
            + Text(answer["output"]?[0]?["content"])
            + Text(answer["candidates"]?[0]?["content"]?["parts"])
            + Text(answer["message"] is JsonObject message ? message["content"] : null)
            + Text(type == "text" && answer["text"] is { } plain ? plain : null)
            + Text(answer["delta"] is JsonObject delta ? delta["text"] ?? delta["message"]?["content"]?["text"] : null);
    }

    private static string Text(JsonNode? node) => node switch
    {
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        JsonArray parts => string.Concat(parts.Select(static part => Text(part?["text"]))),
        _ => "",
    };
}
