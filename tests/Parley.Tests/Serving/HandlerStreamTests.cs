using System.Runtime.CompilerServices;
using System.Text;
using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Pipeline;

namespace Parley.Tests.Serving;

/// <summary>Streams without a server: as they come, held back when nobody reads, ended when nobody listens.</summary>
public sealed class HandlerStreamTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>The dialects that callers speak, each with its vendor and how its error event looks.</summary>
    public static TheoryData<string, string, string> Dialects => new()
    {
        { "openai", "openai", "data: {\"error\":" },
        { "openai-responses", "openai", "event: response.failed" },
        { "anthropic", "anthropic", "event: error" },
        { "gemini", "gemini", "{\"error\":" },
        { "ollama", "ollama", "{\"error\":" },
    };

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task First_event_is_there_before_the_backend_has_finished(string dialect, string vendor, string error)
    {
        var seen = new TaskCompletionSource();
        using var desk = new Desk((_, _) => SayAfter("one", seen.Task, "two"));
        using var client = desk.Client(vendor);

        using var response = await Desk.AskAsync(client, dialect);
        await using var stream = await response.Content.ReadAsStreamAsync();
        await Desk.ReadUntilAsync(stream, "one");
        seen.SetResult();
        var rest = await Desk.ReadUntilAsync(stream, "two");

        Assert.DoesNotContain(error, rest, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Fault_in_the_middle_ends_the_stream_with_the_dialects_error(string dialect, string vendor, string error)
    {
        using var desk = new Desk(static (_, _) => SayAndBreak());
        using var client = desk.Client(vendor);

        using var response = await Desk.AskAsync(client, dialect);
        var text = await response.Content.ReadAsStringAsync();

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Contains("one", text, StringComparison.Ordinal);
        Assert.Contains(error, text[text.IndexOf("one", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.Contains("It broke.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task End_of_a_stream_waits_for_the_books()
    {
        var read = new StringBuilder();
        var two = new TaskCompletionSource();
        var books = new Books(async () =>
        {
            await two.Task;
            Assert.DoesNotContain("[DONE]", read.ToString(), StringComparison.Ordinal);
        });
        using var desk = new Desk(static (_, _) => Desk.Say("one", "two"), "{}", books);
        using var client = desk.Client("openai");

        using var response = await Desk.AskAsync(client, "openai");
        await using var stream = await response.Content.ReadAsStreamAsync();
        read.Append(await Desk.ReadUntilAsync(stream, "two"));
        two.SetResult();
        var end = await Desk.ReadUntilAsync(stream, "[DONE]");

        Assert.Contains("\"finish_reason\":\"stop\"", read + end, StringComparison.Ordinal);
        Assert.True(books.AreDone);
    }

    [Fact]
    public async Task Reader_that_disposes_of_its_stream_ends_the_call()
    {
        var ended = new TaskCompletionSource();
        using var desk = new Desk((_, stop) => SayAndWait(ended, stop));
        using var client = desk.Client("openai");

        var response = await Desk.AskAsync(client, "openai");
        await Desk.ReadUntilAsync(await response.Content.ReadAsStreamAsync(), "one");
        response.Dispose();

        await ended.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task Reader_that_forgets_its_stream_ends_the_call()
    {
        var ended = new TaskCompletionSource();
        using var desk = new Desk((_, stop) => SayAndWait(ended, stop));
        using var client = desk.Client("openai");

        await BeginAndForgetAsync(client);
        for (var tries = 0; tries < 1000 && !ended.Task.IsCompleted; tries++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Yield();
        }

        await ended.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task Token_of_a_read_ends_the_call()
    {
        var ended = new TaskCompletionSource();
        using var desk = new Desk((_, stop) => SayAndWait(ended, stop));
        using var client = desk.Client("openai");
        using var leave = new CancellationTokenSource();

        using var response = await Desk.AskAsync(client, "openai");
        await using var stream = await response.Content.ReadAsStreamAsync();
        await Desk.ReadUntilAsync(stream, "one");
        var waiting = stream.ReadAsync(new byte[9], leave.Token);
        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.AsTask());
        await ended.Task.WaitAsync(Patience);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Token_of_a_call_ends_it_before_there_is_an_answer(bool stream)
    {
        var (begun, ended) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var desk = new Desk((_, stop) => Wait(begun, ended, stop));
        using var client = desk.Client("openai");
        using var leave = new CancellationTokenSource();

        var asked = Desk.AskAsync(client, "openai", stream: stream, cancellationToken: leave.Token);
        await begun.Task;
        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        await ended.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task Caller_who_gives_up_does_not_wait_for_code_that_does_not_listen()
    {
        var (begun, done) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var desk = new Desk((_, _) => SayAfter(begun, done.Task));
        using var client = desk.Client("openai");
        using var leave = new CancellationTokenSource();

        var asked = Desk.AskAsync(client, "openai", cancellationToken: leave.Token);
        await begun.Task;
        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked.WaitAsync(Patience));
        done.SetResult();
    }

    [Fact]
    public async Task Backend_waits_for_a_reader_who_is_slow()
    {
        const int Pieces = 400;
        var (size, made, most, read) = (16 << 10, 0, 0, 0L);
        using var desk = new Desk((_, _) => Desk.Say(Enumerable.Range(0, Pieces).Select(_ => Piece())));
        using var client = desk.Client("openai");

        using var response = await Desk.AskAsync(client, "openai");
        await using var stream = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[4 << 10];
        while (await stream.ReadAsync(buffer) is > 0 and var count)
            Interlocked.Add(ref read, count);

        Assert.Equal(Pieces, made);
        Assert.True(Interlocked.Read(ref read) > (long)Pieces * size);
        Assert.InRange(most, 1, 16);

        string Piece()
        {
            most = Math.Max(most, ++made - (int)(Interlocked.Read(ref read) / size));
            return new string('x', size);
        }
    }

    [Fact]
    public async Task Thousand_calls_at_once_get_their_own_answers()
    {
        using var desk = new Desk(static (request, _) => Desk.Say(Desk.TextOf(request).Split(' ').Select(static word => word + " ")));
        using var openAI = desk.Client("openai");
        using var anthropic = desk.Client("anthropic");

        var answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(async number =>
        {
            var isOpenAI = number % 2 == 0;
            using var response = await Desk.AskAsync(isOpenAI ? openAI : anthropic, isOpenAI ? "openai" : "anthropic", $"begin <{number}> end", stream: number % 4 < 2);
            return (number, Id: response.Headers.GetValues("x-parley-request-id").Single(), Text: await response.Content.ReadAsStringAsync());
        }));

        Assert.All(answers, static answer => Assert.Contains($"<{answer.number}>", Plain(answer.Text), StringComparison.Ordinal));
        Assert.All(answers, static answer => Assert.Equal(1, Plain(answer.Text).Count(static sign => sign == '<')));
        Assert.Equal(1000, answers.DistinctBy(static answer => answer.Id).Count());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task BeginAndForgetAsync(HttpClient client)
    {
        var response = await Desk.AskAsync(client, "openai");
        await Desk.ReadUntilAsync(await response.Content.ReadAsStreamAsync(), "one");
    }

    private static string Plain(string json) => json.Replace("\\u003C", "<", StringComparison.Ordinal).Replace("\\u003E", ">", StringComparison.Ordinal);

    private static async IAsyncEnumerable<string> SayAfter(string first, Task between, string second)
    {
        yield return first;
        await between;
        yield return second;
    }

    private static async IAsyncEnumerable<string> SayAfter(TaskCompletionSource begun, Task before)
    {
        begun.SetResult();
        await before;
        yield return "late";
    }

    private static async IAsyncEnumerable<string> SayAndBreak()
    {
        yield return "one";
        await Task.Yield();
        throw new BackendFaultException(FaultKind.Upstream, "It broke.");
    }

    private static async IAsyncEnumerable<string> SayAndWait(TaskCompletionSource ended, [EnumeratorCancellation] CancellationToken stop)
    {
        yield return "one";
        await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ended.SetResult();
        stop.ThrowIfCancellationRequested();
    }

    private static async IAsyncEnumerable<string> Wait(TaskCompletionSource begun, TaskCompletionSource ended, [EnumeratorCancellation] CancellationToken stop)
    {
        begun.SetResult();
        await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ended.SetResult();
        stop.ThrowIfCancellationRequested();
        yield return "never";
    }

    /// <summary>A step that takes its time when the answer is there.</summary>
    private sealed class Books(Func<Task> keep) : IMiddleware
    {
        public ContentAccess Needs => ContentAccess.None;

        public bool AreDone { get; private set; }

        public async ValueTask<Settlement> InvokeAsync(Exchange exchange, GatewayStep next, CancellationToken cancellationToken)
        {
            var settlement = await next(exchange, cancellationToken);
            await keep();
            AreDone = true;
            return settlement;
        }
    }
}
