using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Parley.Mcp.Tests;

/// <summary>A server over streamable HTTP that says what a test gives it, also what no real server would.</summary>
internal sealed class ScriptedServer : HttpMessageHandler
{
    /// <summary>Its tools, as it lists them.</summary>
    public string Tools { get; set; } = """[{ "name": "echo", "inputSchema": { "type": "object" } }]""";

    /// <summary>What a call results in; the arguments in a text when null.</summary>
    public string? Result { get; set; }

    /// <summary>Refuses a request; null for none.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage?> Refusal { get; set; } = static _ => null;

    /// <summary>Answers the method <c>initialize</c> with an error of the protocol.</summary>
    public bool RefusesClients { get; set; }

    /// <summary>How many calls of tools came.</summary>
    public int Calls { get; private set; }

    /// <summary>Connects to it, as tools do that have its entry.</summary>
    public Task<McpTools> ConnectAsync(Action<McpToolOptions>? configure = null, string address = "http://127.0.0.1:1/mcp", TimeProvider? time = null)
    {
        var options = new McpToolOptions { Handlers = () => this, Time = time ?? TimeProvider.System };
        configure?.Invoke(options);
        return McpTools.ConnectAsync(options.AddHttp("box", new Uri(address)), TestContext.Current.CancellationToken);
    }

    /// <summary>What a server refuses with.</summary>
    public static HttpResponseMessage Answer(HttpStatusCode status, string body) => new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Refusal(request) is { } refusal)
            return refusal;
        if (request.Method != HttpMethod.Post)
            return new HttpResponseMessage(HttpStatusCode.MethodNotAllowed);
        var asked = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!;
        if (asked["id"] is not { } id)
            return new HttpResponseMessage(HttpStatusCode.Accepted);
        var method = asked["method"]!.GetValue<string>();
        var answer = (method, RefusesClients) switch
        {
            ("initialize", false) => $$"""{ "protocolVersion": {{asked["params"]!["protocolVersion"]!.ToJsonString()}}, "capabilities": { "tools": {} }, "serverInfo": { "name": "scripted", "version": "1" } }""",
            ("tools/list", _) => $$"""{ "tools": {{Tools}} }""",
            ("tools/call", _) => Call(asked["params"]!["arguments"]),
            _ => null,
        };
        return Answer(HttpStatusCode.OK, answer is null
            ? $$"""{ "jsonrpc": "2.0", "id": {{id.ToJsonString()}}, "error": { "code": -32601, "message": "nobody is served" } }"""
            : $$"""{ "jsonrpc": "2.0", "id": {{id.ToJsonString()}}, "result": {{answer}} }""");
    }

    private string Call(JsonNode? arguments)
    {
        Calls++;
        return Result ?? $$"""{ "content": [{ "type": "text", "text": {{JsonValue.Create(arguments?.ToJsonString() ?? "").ToJsonString()}} }] }""";
    }
}
