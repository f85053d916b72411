using System.Reflection;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Configuration;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Providers.Auth;
using Parley.Providers.Upstream;
using Parley.TestKit.Upstream;

namespace Parley.Tests.Providers.Upstream;

/// <summary>Answers that a defect of Parley's keeps from being read: to the caller they are the backend's, as long as nothing was shown.</summary>
public sealed class UnreadableAnswerTests : IAsyncDisposable
{
    private readonly ScriptedUpstream _upstream = new();

    [Theory]
    [InlineData(nameof(IChatCodec.OpenDecoder), true)]
    [InlineData(nameof(IOperationCodec.IsFault), false)]
    [InlineData(nameof(IOperationCodec.ReadReply), false)]
    public async Task Defect_before_anything_was_shown_makes_the_answer_malformed(string broken, bool stream)
    {
        _upstream.Then(stream ? Script.Stream(WireSample.OpenAI.Stream, "text/event-stream") : Script.Json(WireSample.OpenAI.Reply));

        var outcome = await AskAsync(broken, stream);

        Assert.Equal((FaultKind.MalformedReply, FaultSource.Provider, "b"), (outcome.Fault!.Kind, outcome.Fault.Source, outcome.Fault.Backend));
        Assert.False(outcome.Committed);
    }

    [Fact]
    public async Task Defect_in_the_question_is_not_the_backends()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => AskAsync(nameof(IOperationCodec.WriteRequest), stream: false));
        Assert.Empty(_upstream.Received);
    }

    public ValueTask DisposeAsync() => _upstream.DisposeAsync();

    private async Task<AttemptOutcome> AskAsync(string broken, bool stream)
    {
        using var handlers = new UpstreamHandlers();
        using var client = new UpstreamClient(handlers, TimeProvider.System);
        var upstream = new HttpUpstream(client, new AuthSchemes(handlers, TimeProvider.System), NullLogger.Instance);
        var attempt = Attempt(stream);
        var own = KnownDialects.Find(DialectNames.OpenAIChat)!.Operations[0];
        return await upstream.CallAsync(attempt, new Lane(own with { Codec = BrokenCodec.Of(own.Codec, broken) }, null), attempt.Request.Question);
    }

    private Attempt Attempt(bool stream)
    {
        var asked = KnownDialects.Find(DialectNames.AnthropicMessages)!.Operations[0];
        var wire = new WireRequest("/v1/messages", "", WireHeaders.None, Encoding.UTF8.GetBytes($$"""{"model":"m","max_tokens":9,"stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"Hi"}]}"""));
        var head = asked.Codec.Peek(wire);
        var backend = new Backend { Id = "b", Name = "b", Provider = Catalog.BuiltIn.Find("openai")!, Dialect = DialectNames.OpenAIChat, BaseAddress = new Uri(_upstream.Address), Auth = BackendAuth.None };
        return new Attempt(1, new Target(backend, "m"), new InboundRequest { Operation = asked, Head = head, Wire = wire, Asked = head.StreamOptions }, new Silence(), new NoDeadlines());
    }

    private sealed class Silence : ReplySink
    {
        public override void Begin(ReplyHead head)
        {
        }

        public override ValueTask WriteReplyAsync(ModelReply reply, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public override ValueTask WriteEventsAsync(List<ChatEvent> events, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public override ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public override bool TryGetWire(Operation operation, out IWireSink? wire) => (wire = null) is not null;
    }

    private sealed class NoDeadlines : IDeadlines
    {
        public CancellationToken Token => CancellationToken.None;

        public FaultKind? Expired => null;

        public TimeSpan Elapsed => TimeSpan.Zero;

        public void Progress()
        {
        }
    }
}

/// <summary>A codec one of whose methods has a defect.</summary>
public class BrokenCodec : DispatchProxy
{
    private IOperationCodec _inner = null!;
    private string _broken = "";

    /// <summary>Breaks a codec.</summary>
    public static IChatCodec Of(IOperationCodec inner, string broken)
    {
        var codec = Create<IChatCodec, BrokenCodec>();
        ((BrokenCodec)(object)codec)._inner = inner;
        ((BrokenCodec)(object)codec)._broken = broken;
        return codec;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name == _broken
        ? throw new InvalidOperationException("A defect.")
        : targetMethod.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null);
}
