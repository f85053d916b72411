using System.Globalization;
using System.Text.Json;
using Parley.Configuration;
using Parley.Dialects.Conversation;

namespace Parley.Tests.Client;

/// <summary>What goes wrong between a backend of one's own kind and its server.</summary>
public sealed class HttpBackendTests
{
    [Fact]
    public async Task Time_of_its_client_is_over()
    {
        var fault = await FaultOf(static () => throw new TaskCanceledException("The request was canceled.", new TimeoutException()));

        Assert.Equal(FaultKind.TotalTimeout, fault.Kind);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Connection_that_breaks_in_the_answer_is_told_without_its_words(bool isOfHttp)
    {
        var fault = await FaultOf(() => new HttpResponseMessage { Content = new StreamContent(new Broken(isOfHttp ? new HttpRequestException("10.0.0.7 is gone") : new IOException("10.0.0.7 is gone"))) });

        Assert.Equal(FaultKind.MalformedReply, fault.Kind);
        Assert.DoesNotContain("10.0.0.7", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Mon, 30 Nov 2026 12:00:00 GMT", "Mon, 30 Nov 2026 12:00:07 GMT", 7)]
    [InlineData("Mon, 30 Nov 2026 12:00:00 GMT", "Mon, 30 Nov 2026 11:00:00 GMT", 0)]
    [InlineData(null, "Mon, 30 Nov 2026 12:00:07 GMT", null)]
    public async Task Moment_of_the_servers_clock_is_a_wait(string? date, string until, int? seconds)
    {
        var fault = await FaultOf(() =>
        {
            var response = new HttpResponseMessage(System.Net.HttpStatusCode.TooManyRequests);
            response.Headers.Date = date is null ? null : DateTimeOffset.Parse(date, CultureInfo.InvariantCulture);
            response.Headers.TryAddWithoutValidation("retry-after", until);
            return response;
        });

        Assert.Equal((FaultKind.RateLimit, seconds), (fault.Kind, (int?)fault.RetryAfter?.TotalSeconds));
    }

    private static async Task<Fault> FaultOf(Func<HttpResponseMessage> answer)
    {
        using var http = new HttpClient(new Answering(answer)) { BaseAddress = new Uri("http://127.0.0.1/") };
        return (await Assert.ThrowsAsync<BackendFaultException>(async () => await new Plain(http).ReplyAsync(ChatRequest.Of("m", "x"), TestContext.Current.CancellationToken))).Fault;
    }

    private sealed class Plain(HttpClient http) : HttpBackend("plain", http)
    {
        protected override HttpRequestMessage PrepareRequest(ChatRequest request) => new(HttpMethod.Post, "generate");

        protected override ChatReply ParseResponse(ChatRequest request, JsonElement body) => ChatReply.Of("");
    }

    private sealed class Answering(Func<HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                return Task.FromResult(answer());
            }
            catch (TaskCanceledException late)
            {
                return Task.FromException<HttpResponseMessage>(late);
            }
        }
    }

    private sealed class Broken(Exception exception) : MemoryStream
    {
        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromException<int>(exception);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromException<int>(exception);
    }
}
