using System.Text.Json.Nodes;
using Parley.TestKit.Upstream;

namespace Parley.TestKit.Strict.Bedrock;

/// <summary>
/// Amazon Bedrock's runtime: examines the path, the signature and the body of a request as strictly as the API reference of Converse allows, and answers whole or as a binary stream.
/// </summary>
/// <param name="region">The region that it stands for.</param>
public sealed class StrictBedrock(string region)
{
    /// <summary>The id of the key that it knows.</summary>
    public const string AccessKeyId = "AKIDEXAMPLE";

    /// <summary>The key.</summary>
    public const string SecretAccessKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    /// <summary>The media type of its streams.</summary>
    public const string StreamType = "application/vnd.amazon.eventstream";

    private static readonly string[] Members = ["messages", "system", "inferenceConfig", "toolConfig", "additionalModelRequestFields", "outputConfig", "serviceTier", "guardrailConfig", "requestMetadata"];

    private readonly SignatureCheck _signature = new(AccessKeyId, SecretAccessKey);

    /// <summary>Plays a script for requests that the service would accept, and its refusal for others.</summary>
    public Func<ReceivedRequest, Script> Accepting(Func<ReceivedRequest, Script> then) => request =>
    {
        try
        {
            Examine(request);
            return then(request);
        }
        catch (RejectionException refused)
        {
            return refused.Message.Contains("Signature", StringComparison.Ordinal) || refused.Message.Contains("Credential", StringComparison.Ordinal) || refused.Message.StartsWith("authorization", StringComparison.Ordinal)
                ? Refusal(403, "InvalidSignatureException", refused.Message)
                : Refusal(400, "ValidationException", refused.Message);
        }
    };

    /// <summary>A refusal in the service's form.</summary>
    public static Script Refusal(int status, string type, string message) =>
        Script.Json(new JsonObject { ["message"] = message }.ToJsonString(), status, ("x-amzn-errortype", $"{type}:http://internal.amazon.com/coral/com.amazon.bedrock/"), ("x-amzn-requestid", "b0b1"));

    /// <summary>Whether a request asks for a stream.</summary>
    public static bool IsStream(ReceivedRequest request) => request.Target.EndsWith("/converse-stream", StringComparison.Ordinal);

    private void Examine(ReceivedRequest request)
    {
        if (request.Headers.ContainsKey("authorization") && request.Headers["authorization"].StartsWith("Bearer ", StringComparison.Ordinal))
            Demand(request.Headers["authorization"] == "Bearer bedrock-token", "authorization", "is not the token");
        else
            _signature.Demand(request, region, "bedrock");
        var path = request.Target.Split('/');
        Demand(path is ["", "model", { Length: > 0 }, "converse" or "converse-stream"] && !path[2].Contains(':', StringComparison.Ordinal), "path", request.Target);
        var body = Given.Parse(request.Body).Only(Members);
        Messages(body["messages"]);
        if (body["toolConfig"] is { IsThere: true } tools)
        {
            tools.Only("tools", "toolChoice").Demand(tools["tools"].Items().Count > 0, "needs tools");
            if (tools["toolChoice"] is { IsThere: true } choice)
                choice.Only("auto", "any", "tool").Demand(choice.Object().Count == 1, "is a union");
        }
        if (body["inferenceConfig"] is { IsThere: true } inference)
        {
            inference.Only("maxTokens", "temperature", "topP", "stopSequences")["maxTokens"].Whole(1);
            inference["temperature"].Number(0, 1);
            inference["topP"].Number(0, 1);
        }
    }

    private static void Messages(Given messages)
    {
        var turns = messages.Items();
        messages.Demand(turns.Count > 0, "is empty");
        List<string> open = [];
        for (var i = 0; i < turns.Count; i++)
        {
            var role = turns[i].Only("role", "content")["role"].Word("user", "assistant");
            turns[i].Demand(role == (i % 2 == 0 ? "user" : "assistant"), "roles must alternate, and a conversation must start with a user message");
            var blocks = turns[i]["content"].Items();
            turns[i].Demand(blocks.Count > 0, "The content field is empty");
            foreach (var block in blocks)
                Block(block, role);
            var results = blocks.Where(static block => block["toolResult"].IsThere).Select(static block => block["toolResult"]["toolUseId"].Text()).ToList();
            turns[i].Demand(results.Order(StringComparer.Ordinal).SequenceEqual(open.Order(StringComparer.Ordinal)), "Expected toolResult blocks for the toolUse ids of the turn before");
            open = [.. blocks.Where(static block => block["toolUse"].IsThere).Select(static block => block["toolUse"]["toolUseId"].Text())];
        }
    }

    private static void Block(Given block, string role)
    {
        block.Only("text", "image", "document", "video", "audio", "toolUse", "toolResult", "reasoningContent", "cachePoint").Demand(block.Object().Count == 1, "is a union");
        if (block["text"] is { IsThere: true } text)
            text.Demand(text.Text().Trim().Length > 0, "is blank");
        if (block["toolUse"] is { IsThere: true } call)
            call.Demand(role == "assistant" && call.Only("toolUseId", "name", "input")["input"].Object() is not null, "stands in the model's turn");
        if (block["toolResult"] is { IsThere: true } result)
            result.Demand(role == "user" && result.Only("toolUseId", "content", "status")["content"].Items() is not null, "stands in the user's turn");
        if (block["image"] is { IsThere: true } image)
            image.Only("format", "source")["source"].Only("bytes")["bytes"].Base64();
    }

    private static void Demand(bool holds, string place, string why)
    {
        if (!holds)
            throw new RejectionException(place, why);
    }
}
