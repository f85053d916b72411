using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Parley.Configuration;
using Parley.Configuration.Options;
using Parley.Dialects.Conversation;
using Parley.Resilience;

namespace Parley.Mcp;

/// <summary>One server: connected when it is first needed, and again when it has died. Calls may run at once. Thread-safe.</summary>
internal sealed partial class ServerConnection(ServerPlan plan, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private readonly ToolServerOptions _server = plan.Server;
    private readonly SecretMask _mask = new(plan.Server);
    private readonly Breaker _breaker = new();
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private readonly CancellationTokenSource _closing = new();
    private McpClient? _client;

    public string Name => _server.Name;

    /// <summary>The tools that may be used, as the server listed them last.</summary>
    public ImmutableArray<AIFunction> Functions { get; private set; } = [];

    /// <summary>Why it cannot be reached; null when it was, the last time.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Connects, or asks a server that is connected for its tools again.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(_server.ConnectTimeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            var known = Alive;
            var client = await ConnectAsync(stop.Token).ConfigureAwait(false);
            if (ReferenceEquals(known, client))
                await ListAsync(client, stop.Token).ConfigureAwait(false);
        }
        catch (Exception failed) when (!cancellationToken.IsCancellationRequested && !IsClosed(failed))
        {
            var why = Why(failed, patience.IsCancellationRequested, _server.ConnectTimeout);
            Trouble = why;
            throw new McpToolException(Name, "", $"The MCP server '{Name}' cannot be reached: {why}") { IsRetryable = true };
        }
    }

    /// <summary>Calls a tool. Once the call is on its way it is not made again: nobody knows what it did.</summary>
    public async Task<object> CallAsync(string tool, IReadOnlyDictionary<string, object?> arguments, CancellationToken cancellationToken)
    {
        var written = ToolArguments.Write(Name, tool, arguments, _mask);
        return ResultOf(tool, await AskInTimeAsync(tool, written, cancellationToken).ConfigureAwait(false));
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _connecting.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (Interlocked.Exchange(ref _client, null) is { } client)
                await client.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            _connecting.Release();
        }
    }

    private McpClient? Alive => Volatile.Read(ref _client) is { Completion.IsCompleted: false } client ? client : null;

    /// <summary>Asks with leave of the breaker, which is always told how it ended: between the leave and the attempt nothing can throw.</summary>
    private async Task<CallToolResult> AskInTimeAsync(string tool, IReadOnlyDictionary<string, object?> arguments, CancellationToken cancellationToken)
    {
        var limit = _server.ToolTimeouts.GetValueOrDefault(tool, _server.Timeout);
        using var patience = new CancellationTokenSource(limit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        if (!_breaker.TryEnter(insists: false, time.GetUtcNow(), out var pass))
            throw new McpToolException(Name, tool, $"The MCP server '{Name}' is left alone for a while: {_breaker.Report?.Reason}.") { IsRetryable = true };
        try
        {
            var answer = await AskAsync(tool, arguments, stop.Token).ConfigureAwait(false);
            _breaker.Succeeded(pass, BreakerPolicy.Default, slow: false, time.GetUtcNow());
            Trouble = null;
            return answer;
        }
        catch (McpProtocolException refused)
        {
            _breaker.Succeeded(pass, BreakerPolicy.Default, slow: false, time.GetUtcNow());
            throw new McpToolException(Name, tool, _mask.Cover(refused.Message)) { IsOfTool = true };
        }
        catch (Exception ended) when (IsClosed(ended) || ended is OperationCanceledException && cancellationToken.IsCancellationRequested)
        {
            _breaker.SaidNothing(pass);
            throw;
        }
        catch (Exception failed)
        {
            var why = Failed(tool, pass, failed, patience.IsCancellationRequested ? limit : null);
            // What hangs is begun anew when it is tried again.
            if (_breaker.Report is not null && Alive is { } stuck)
                await ForgetAsync(stuck).ConfigureAwait(false);
            throw why;
        }
    }

    private async Task<CallToolResult> AskAsync(string tool, IReadOnlyDictionary<string, object?> arguments, CancellationToken cancellationToken)
    {
        var client = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await ClientCall.AskAsync(client, tool, arguments, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failed) when (IsOver(client, failed))
        {
            await ForgetAsync(client).ConfigureAwait(false);
            // A server that does not know the session has done nothing (2025-06-18, Streamable HTTP, session management).
            if (FailureText.StatusOf(failed) != HttpStatusCode.NotFound)
                throw;
        }
        client = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        return await ClientCall.AskAsync(client, tool, arguments, cancellationToken).ConfigureAwait(false);
    }

    private async Task<McpClient> ConnectAsync(CancellationToken cancellationToken)
    {
        if (Alive is { } there)
            return there;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        try
        {
            return await ConnectInTurnAsync(stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            ObjectDisposedException.ThrowIf(_closing.IsCancellationRequested, this);
            throw;
        }
        catch (Exception refused) when (refused is McpProtocolException or JsonException)
        {
            // It is no answer to a call: the server is as good as away.
            throw new IOException(refused.Message, refused);
        }
    }

    private async Task<McpClient> ConnectInTurnAsync(CancellationToken cancellationToken)
    {
        await _connecting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Alive is { } meanwhile)
                return meanwhile;
            if (Interlocked.Exchange(ref _client, null) is { } dead)
                await dead.DisposeAsync().ConfigureAwait(false);
            return _client = await OpenAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _connecting.Release();
        }
    }

    private async Task<McpClient> OpenAsync(CancellationToken cancellationToken)
    {
        var options = new McpClientOptions { ClientInfo = new Implementation { Name = "parley", Version = typeof(Gateway).Assembly.GetName().Version?.ToString(3) ?? "0" }, InitializationTimeout = _server.ConnectTimeout };
        var client = await McpClient.CreateAsync(plan.Way(), options, NullLoggerFactory.Instance, cancellationToken).ConfigureAwait(false);
        try
        {
            await ListAsync(client, cancellationToken).ConfigureAwait(false);
            return client;
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task ListAsync(McpClient client, CancellationToken cancellationToken)
    {
        var tools = await client.ListToolsAsync(options: null, cancellationToken).ConfigureAwait(false);
        var functions = new OrderedDictionary<string, AIFunction>(StringComparer.Ordinal);
        foreach (var tool in tools.Where(tool => _server.Allows(tool.ProtocolTool.Name)))
        {
            var function = new McpFunction(this, tool.ProtocolTool);
            // Who runs functions refuses all of them where two have one name.
            if (!functions.TryAdd(function.Name, function))
                ListedTwice(logger, Name, function.Name);
        }
        Functions = [.. functions.Values];
        Trouble = null;
    }

    private object ResultOf(string tool, CallToolResult answer)
    {
        var result = ToolResult.Of(answer, _server.MaxResultBytes, answer.IsError is true ? _mask : null);
        if (answer.IsError is not true)
            return result;
        var said = result as string ?? string.Join('\n', ((List<AIContent>)result).OfType<TextContent>().Select(static text => text.Text));
        // On one line: who runs tools may show a model the first alone.
        throw new McpToolException(Name, tool, said.Length > 0 ? said.ReplaceLineEndings(" ") : $"The tool '{tool}' failed and did not say why.") { IsOfTool = true };
    }

    private McpToolException Failed(string tool, BreakerPass pass, Exception failed, TimeSpan? exceeded)
    {
        // The server was reached, and its answer is none: it would be no other the next time.
        var isMalformed = exceeded is null && failed is JsonException;
        var fault = new Fault(exceeded is not null ? FaultKind.TotalTimeout : isMalformed ? FaultKind.MalformedReply : FaultKind.Connect, "");
        _breaker.Failed(pass, BreakerPolicy.Default, fault, slow: false, time.GetUtcNow());
        var why = Why(failed, exceeded is not null, exceeded ?? default);
        if (exceeded is null && !isMalformed)
            Trouble = why;
        return new McpToolException(Name, tool, $"The tool '{tool}' of the MCP server '{Name}' gave no result: {why}") { IsRetryable = !isMalformed };
    }

    private string Why(Exception failed, bool isLate, TimeSpan limit) => isLate ? $"it took more than {limit.TotalMilliseconds:0} ms." : _mask.Cover(FailureText.Of(failed));

    /// <summary>Another call may have begun anew meanwhile.</summary>
    private async Task ForgetAsync(McpClient client)
    {
        if (ReferenceEquals(Interlocked.CompareExchange(ref _client, null, client), client))
            await client.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Others' things may be disposed of too, which is a failure like any other.</summary>
    private bool IsClosed(Exception failed) => failed is ObjectDisposedException && _closing.IsCancellationRequested;

    private static bool IsOver(McpClient client, Exception failed) => client.Completion.IsCompleted || failed is IOException || FailureText.StatusOf(failed) == HttpStatusCode.NotFound;

    [LoggerMessage(71, LogLevel.Warning, "The MCP server '{Server}' lists the tool '{Tool}' more than once: the first is kept.")]
    private static partial void ListedTwice(ILogger logger, string server, string tool);
}
