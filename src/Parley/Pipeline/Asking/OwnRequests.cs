using Parley.Configuration;
using Parley.Configuration.Options;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Providers.Media;
using Parley.Providers.Upstream;

namespace Parley.Pipeline.Asking;

/// <summary>
/// Puts requests of the host itself as callers would have sent them, in a dialect that leaves nothing out, so that whatever looks at a request finds the bytes that it looks for. The request itself is not read from them again.
/// </summary>
internal sealed class OwnRequests(Engine engine)
{
    private static readonly Operation Chat = KnownDialects.Find(DialectNames.Parley)!.Operations[0];
    private static readonly Operation Embeddings = KnownDialects.Find(DialectNames.OpenAIChat)!.First(OperationKind.Embeddings)!;

    /// <summary>The request; null and a fault when it cannot be said.</summary>
    public InboundRequest? Of(ModelRequest request, string id, AskOptions options, GatewaySnapshot snapshot, out Fault? fault)
    {
        var operation = request is EmbeddingRequest ? Embeddings : Chat;
        using var body = new PooledBufferWriter(1024);
        RequestHead head;
        WireRequest wire;
        try
        {
            // Of chats the plain dialect leaves nothing out. What that of embeddings cannot say is in the question, which is what is asked.
            operation.Codec.WriteRequest(request, WireProfile.Default, new ConversionLog(), new WireRequestWriter(body));
            wire = new WireRequest($"/{operation.Routes[0]}", "", WireHeaders.None, body.WrittenSpan.ToArray());
            head = operation.Codec.Peek(wire);
        }
        catch (Exception unsayable) when (unsayable is ArgumentException or WireFormatException)
        {
            // A number that JSON does not know, a text that is no JSON.
            fault = new Fault(FaultKind.InvalidRequest, unsayable.Message);
            return null;
        }
        catch (NullReferenceException missing)
        {
            // Something within it that nobody looked for.
            fault = new Fault(FaultKind.InvalidRequest, "Something is null in the request that may not be.") { Thrown = missing };
            return null;
        }
        fault = head.EmptyMember is { } empty ? RequestFaults.Empty(empty) : null;
        return fault is null ? Inbound(new(operation, head, wire), request, id, options, snapshot) : null;
    }

    /// <summary>What is null in a request that may not be, or what nobody knows in its wishes; null when nothing is.</summary>
    public static Fault? FlawOf(ModelRequest? request, AskOptions options)
    {
        if (options.Wishes.Strategy is { } strategy && !StrategyNames.All.Contains(strategy))
            return new Fault(FaultKind.InvalidRequest, $"There is no strategy '{strategy}'. There are {string.Join(", ", StrategyNames.All)}.") { Param = "wishes.strategy" };
        return request switch
        {
            null => Null("request"),
            { Model: null } => Null("model"),
            ChatRequest { Messages: null } => Null("messages"),
            ChatRequest { Tools: null } => Null("tools"),
            ChatRequest { StopSequences: null } => Null("stop"),
            ChatRequest chat => FlawOf(chat.Messages) ?? FlawOf(chat.Tools, "tools"),
            EmbeddingRequest { Inputs: null } => Null("inputs"),
            _ => null,
        };
    }

    private static Fault? FlawOf(IReadOnlyList<Message> messages)
    {
        for (var i = 0; i < messages.Count; i++)
        {
            if (messages[i]?.Parts is not { } parts)
                return Null(messages[i] is null ? $"messages[{i}]" : $"messages[{i}].parts");
            for (var j = 0; j < parts.Count; j++)
            {
                if (parts[j] is null)
                    return Null($"messages[{i}].parts[{j}]");
                if (parts[j] is ToolResultPart result && (result.Content is null || result.Content.Contains(null!)))
                    return Null($"messages[{i}].parts[{j}].content");
            }
        }
        return null;
    }

    private static Fault? FlawOf<T>(IReadOnlyList<T> items, string member)
        where T : class
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] is null)
                return Null($"{member}[{i}]");
        }
        return null;
    }

    private static Fault Null(string member) => new(FaultKind.InvalidRequest, $"{member} is null.") { Param = member };

    private InboundRequest Inbound(Spoken spoken, ModelRequest request, string id, AskOptions options, GatewaySnapshot snapshot) => new()
    {
        Operation = spoken.Operation,
        Head = spoken.Head,
        Wire = spoken.Wire,
        Question = request,
        IsOwn = !options.IsOneOfMany,
        Asked = new StreamOptions
        {
            EstimatedInputTokens = Math.Max(1, spoken.Head.EstimatedInputTokens),
            Model = spoken.Head.Model,
            ReplyId = id,
            Created = engine.Time.GetUtcNow().ToUnixTimeSeconds(),
        },
        SlowLane = true,
        RejectLoss = options.RejectLoss || options.Caller is { RejectsLoss: true },
        ChecksForm = options.ChecksForm,
        Terms = AnswerTerms.Of(options.Caller, spoken.Head, spoken.Operation.Codec.Kind),
        Media = snapshot.Images.Fetch ? new RemoteMedia(engine.Media, snapshot.Images, static _ => true) : null,
        Continuations = new Continuations(engine.Vault, options.Caller),
    };

    /// <summary>A request in a dialect.</summary>
    private readonly record struct Spoken(Operation Operation, RequestHead Head, WireRequest Wire);
}
