using Microsoft.Extensions.Logging.Abstractions;
using Parley.Configuration;
using Parley.Configuration.Diagnostics;
using Parley.Dialects.Conversation;
using Parley.Pipeline;
using Parley.Serving;
using Parley.TestKit.Upstream;

namespace Parley.Tests.Serving;

/// <summary>A gateway with one backend of the test's own, <c>code</c>, and clients that reach it without a server.</summary>
internal sealed class Desk : IDisposable
{
    private const string Address = "http://anywhere.test/";

    private readonly Gateway _gateway;

    public Desk(Func<ChatRequest, CancellationToken, IAsyncEnumerable<string>> texts, string configuration = "{}", params IReadOnlyList<IMiddleware> steps)
    {
        var loader = new ConfigurationLoader(Catalog.BuiltIn, static _ => null) { InProcess = [new DelegateBackend("code", texts)] };
        var snapshot = loader.Load([new SourceText("parley.json", configuration)]).Require();
        _gateway = new Gateway(() => snapshot, TimeProvider.System, NullLoggerFactory.Instance, new GatewayParts { Steps = steps });
    }

    /// <summary>A desk whose backend says what it is asked.</summary>
    public static Desk Echo(string configuration = "{}") => new(static (request, _) => Say(TextOf(request)), configuration);

    /// <summary>A client of a vendor's.</summary>
    public HttpClient Client(string vendor, HandlerOptions? options = null) => new(_gateway.CreateHandler(vendor, options)) { BaseAddress = new Uri(Address) };

    /// <summary>Asks in the words of a dialect, and returns as soon as there is a head.</summary>
    public static Task<HttpResponseMessage> AskAsync(HttpClient client, string dialect, string prompt = "Hi", bool stream = true, CancellationToken cancellationToken = default) =>
        client.SendAsync(Message(dialect, prompt, stream), HttpCompletionOption.ResponseHeadersRead, cancellationToken);

    /// <summary>What a client of a dialect sends.</summary>
    public static HttpRequestMessage Message(string dialect, string prompt, bool stream)
    {
        var sample = WireSample.Of(dialect);
        return new HttpRequestMessage(HttpMethod.Post, sample.Path("code/m", stream)) { Content = new StringContent(sample.Body("code/m", prompt, stream)) };
    }

    /// <summary>Says pieces.</summary>
    public static async IAsyncEnumerable<string> Say(params IEnumerable<string> pieces)
    {
        await Task.Yield();
        foreach (var piece in pieces)
            yield return piece;
    }

    /// <summary>What a request asks.</summary>
    public static string TextOf(ChatRequest request) => ((TextPart)request.Messages[^1].Parts[0]).Text.ToString();

    /// <summary>Reads until a text has come.</summary>
    public static async Task<string> ReadUntilAsync(Stream stream, string text)
    {
        var (buffer, read) = (new byte[512], "");
        while (!read.Contains(text, StringComparison.Ordinal))
        {
            var count = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken);
            Assert.True(count > 0, $"It ended without '{text}': {read}");
            read += System.Text.Encoding.UTF8.GetString(buffer, 0, count);
        }
        return read;
    }

    public void Dispose() => _gateway.Dispose();
}
