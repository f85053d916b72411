using System.Text.Json;
using Microsoft.Extensions.AI;
using ModelContextProtocol.Protocol;

namespace Parley.Mcp;

/// <summary>A tool of a server. It outlives the connection: when the server is back it works again.</summary>
internal sealed class McpFunction(ServerConnection server, Tool tool) : AIFunction
{
    private readonly Dictionary<string, object?> _origin = new(StringComparer.Ordinal) { ["mcp_server"] = server.Name, ["mcp_tool"] = tool.Name };

    public override string Name { get; } = ToolNames.Of(server.Name, tool.Name);

    public override string Description => tool.Description ?? "";

    public override JsonElement JsonSchema => tool.InputSchema;

    public override IReadOnlyDictionary<string, object?> AdditionalProperties => _origin;

    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) =>
        await server.CallAsync(tool.Name, arguments, cancellationToken).ConfigureAwait(false);
}
