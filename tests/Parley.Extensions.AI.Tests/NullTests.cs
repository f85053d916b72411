using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Parley.Dialects.Conversation;

namespace Parley.Extensions.AI.Tests;

/// <summary>Nulls where there must be none are told by their place: those of a caller at the call, those of a client as its fault.</summary>
public sealed class NullTests
{
    private static readonly AIFunction Add = AIFunctionFactory.Create(static (int a, int b) => a + b, "add");
    private static readonly ChatMessage Hi = new(ChatRole.User, "Hi");

    [Fact]
    public async Task Tool_that_is_null_is_named_by_its_place()
    {
        var played = new Played("x");
        await using var parley = played.Client();
        using var client = parley.AsChatClient("played/m");

        await ThrowsAsync("tools[1] is null.", () => parley.RunToolsAsync("played/m", "Go", [Add, null!]));
        Throws("tools[1] is null.", () => parley.StreamToolsAsync(ChatRequest.Of("played/m", "Go"), [Add, null!]));
        await ThrowsAsync("tools[0] is null.", () => client.RunToolsAsync([Hi], [null!]));
        Throws("tools[0] is null.", () => client.StreamToolsAsync([Hi], [null!]));
        await ThrowsAsync("chatOptions.Tools[0] is null.", () => client.RunToolsAsync([Hi], [Add], chatOptions: new ChatOptions { Tools = [null!] }));
        Throws("chatOptions.Tools[0] is null.", () => client.StreamToolsAsync([Hi], [Add], chatOptions: new ChatOptions { Tools = [null!] }));
        await ThrowsAsync("messages[1] is null.", () => client.RunToolsAsync([Hi, null!], [Add]));
        Throws("messages[1] is null.", () => client.StreamToolsAsync([Hi, null!], [Add]));
        Assert.Empty(played.Asked);
    }

    public static TheoryData<string, ChatMessage?, ChatOptions?> Questions => new()
    {
        { "messages[1] is null.", null, null },
        { "messages[1].contents[1] is null.", new ChatMessage(ChatRole.User, [new TextContent("x"), null!]), null },
        { "messages[1].contents[0].Annotations[0] is null.", new ChatMessage(ChatRole.Assistant, [new TextContent("x") { Annotations = [null!] }]), null },
        { "options.Tools[1] is null.", Hi, new ChatOptions { Tools = [Add, null!] } },
        { "options.Tools[0].Inputs[0] is null.", Hi, new ChatOptions { Tools = [new HostedFileSearchTool { Inputs = [null!] }] } },
        { "options.StopSequences[0] is null.", Hi, new ChatOptions { StopSequences = [null!] } },
    };

    [Theory]
    [MemberData(nameof(Questions), DisableDiscoveryEnumeration = true)]
    public async Task Null_in_a_question_is_named_by_its_place(string told, ChatMessage? message, ChatOptions? options)
    {
        await using var parley = new Played("x").Client();
        using var client = parley.AsChatClient("played/m");

        await ThrowsAsync(told, () => client.GetResponseAsync([Hi, message!], options));
        Throws(told, () => client.GetStreamingResponseAsync([Hi, message!], options));
    }

    [Fact]
    public async Task Text_to_embed_that_is_null_is_named_by_its_place()
    {
        await using var parley = new Played("x").Client();
        using var generator = parley.AsEmbeddingGenerator("played/m");

        await ThrowsAsync("values[1] is null.", () => generator.GenerateAsync(["a", null!]));
    }

    [Fact]
    public async Task Null_among_what_a_function_gives_is_told_as_lost()
    {
        var tool = AIFunctionFactory.Create(static IEnumerable<AIContent> () => [new TextContent("a"), null!], new AIFunctionFactoryOptions { Name = "tool", MarshalResult = static (result, _, _) => new(result) });
        await using var parley = new Played(Played.Call("tool", "{}"), Played.Reply("x")).Client();

        var run = await parley.RunToolsAsync("played/m", "Go", [tool]);

        Assert.Equal("tools[tool].result[1]", Assert.Single(run.Losses).Field);
    }

    [Theory]
    [InlineData("response")]
    [InlineData("message")]
    [InlineData("content")]
    public async Task Null_in_a_clients_answer_is_a_fault_of_the_backend(string what)
    {
        await using var parley = ParleyClient.Create(b => b.AddBackend(new Absent(what), "absent").AddBackend(new NoVectors(), "vectors").AddBackend(new NoVectors { HasList = true }, "none"));

        var whole = await parley.AskAsync(ChatRequest.Of("absent/m", "Hi"));
        var streamed = await Assert.ThrowsAsync<BackendException>(async () => await parley.StreamAsync(ChatRequest.Of("absent/m", "Hi")).LastAsync());

        Assert.Equal((FaultKind.MalformedReply, FaultKind.MalformedReply), (whole.Fault!.Kind, streamed.Fault.Kind));
        Assert.Equal($"The backend answered with a {what} that is null.", whole.Fault.Message);
        foreach (var backend in (string[])["vectors", "none"])
            Assert.Equal(FaultKind.MalformedReply, (await Assert.ThrowsAsync<BackendException>(() => parley.EmbedAsync($"{backend}/m", ["a"]))).Fault.Kind);
    }

    private static async Task ThrowsAsync(string message, Func<Task> call) => Assert.Equal(message, (await Assert.ThrowsAsync<ArgumentException>(call)).Message);

    private static void Throws(string message, Func<object> call) => Assert.Equal(message, Assert.Throws<ArgumentException>(() => { _ = call(); }).Message);

    /// <summary>Leaves something out of its answer.</summary>
    private sealed class Absent(string what) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => Task.FromResult(what switch
        {
            "response" => null!,
            "message" => new ChatResponse([null!]),
            _ => new ChatResponse(new ChatMessage(ChatRole.Assistant, [null!])),
        });

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            what == "response" ? null! : StreamAsync(cancellationToken);

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }

        private async IAsyncEnumerable<ChatResponseUpdate> StreamAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            yield return what == "message" ? null! : new ChatResponseUpdate(ChatRole.Assistant, [null!]);
        }
    }

    /// <summary>Gives no list, or a list of nothing.</summary>
    private sealed class NoVectors : IEmbeddingGenerator<string, Embedding<float>>
    {
        public bool HasList { get; init; }

        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult<GeneratedEmbeddings<Embedding<float>>>(HasList ? [null!] : null!);

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
