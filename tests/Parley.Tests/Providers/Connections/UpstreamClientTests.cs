using System.Net.NetworkInformation;
using System.Text;
using Parley.Configuration;
using Parley.Dialects;
using Parley.Dialects.Wire;
using Parley.Providers.Upstream;
using Parley.Providers.Upstream.Connections;
using Parley.TestKit.Upstream;
using Parley.Tests.Resilience;

namespace Parley.Tests.Providers.Connections;

/// <summary>Calls over connections of Parley's own: which are used again, which are not, and what breaks.</summary>
public sealed class UpstreamClientTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly UpstreamHandlers _handlers = new();
    private readonly UpstreamClient _client;
    private readonly ScriptedUpstream _upstream = new();

    public UpstreamClientTests() => _client = new UpstreamClient(_handlers, TimeProvider.System);

    [Fact]
    public async Task Request_is_sent_with_its_headers_and_in_one_piece()
    {
        _upstream.Then(Script.Json("{}"));

        await AskAsync("""{"a":"é"}""", headers: new("x-own", "ä"));

        var request = Assert.Single(_upstream.Received);
        Assert.Equal(("POST", "/v1/chat?x=1", """{"a":"é"}"""), (request.Method, request.Target, request.Body));
        Assert.Equal(["host", "x-own", "accept-encoding", "user-agent", "content-type", "content-length"], request.Headers.Keys);
        Assert.Equal((_upstream.Address[7..^1], "identity", "application/json"), (request.Headers["host"], request.Headers["accept-encoding"], request.Headers["content-type"]));
    }

    [Fact]
    public async Task Backend_puts_headers_of_its_own_in_the_place_of_others_but_for_those_of_the_body()
    {
        _upstream.Then(Script.Json("{}"));

        await AskAsync("{}", own: [new("User-Agent", "mine"), new("Host", "example.test"), new("Content-Length", "5"), new("Transfer-Encoding", "chunked")]);

        var request = Assert.Single(_upstream.Received);
        Assert.Equal(("mine", "example.test", "2", false), (request.Headers["user-agent"], request.Headers["host"], request.Headers["content-length"], request.Headers.ContainsKey("transfer-encoding")));
    }

    [Fact]
    public async Task Header_with_a_line_break_is_not_sent()
    {
        await Assert.ThrowsAsync<HttpRequestException>(() => AskAsync("{}", headers: new("x-own", "a\r\nx-other: b")));
        Assert.Empty(_upstream.Received);
    }

    [Fact]
    public async Task Request_that_cannot_be_sent_says_nothing_of_the_connections_that_wait()
    {
        var together = new TaskCompletionSource();
        _upstream.Otherwise = _ => Script.Silence(together.Task).Append(Script.Json("1"));
        var (one, other) = (AskAsync("{}"), AskAsync("{}"));
        together.SetResult();
        await Task.WhenAll(one, other);

        await Assert.ThrowsAsync<HttpRequestException>(() => AskAsync("{}", headers: new("x-own", "a\r\nb")));

        Assert.Equal(1, _client.Idle);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", true)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", true)]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", true)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello", false)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello, and more", false)]
    public async Task Connection_is_used_again_when_its_answer_was_read_whole_and_it_stays_open(string answer, bool again)
    {
        _upstream.Otherwise = _ => Script.Raw(answer);

        Assert.Equal("hello", await AskAsync("{}"));
        Assert.Equal("hello", await AskAsync("{}"));

        Assert.Equal(again, _upstream.Received[0].Connection == _upstream.Received[1].Connection);
    }

    [Fact]
    public async Task Answer_is_the_same_wherever_the_network_cuts_it()
    {
        const string Answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Request-Id: r1\r\n\r\n3;x\r\nhel\r\n2\r\nlo\r\n0\r\nTrailer: t\r\n\r\n";
        for (var cut = 1; cut < Answer.Length; cut++)
        {
            var arrived = new TaskCompletionSource();
            _upstream.Then(Script.Raw(Answer[..cut]).Wait(arrived.Task).Send(Encoding.ASCII.GetBytes(Answer[cut..])));
            var asked = AskAsync("{}");
            arrived.SetResult();
            Assert.Equal("hello", await asked);
        }
        Assert.Single(_upstream.Received.Select(static request => request.Connection).Distinct());
    }

    [Fact]
    public async Task Body_without_a_length_ends_with_its_connection()
    {
        _upstream.Then(Script.Raw("HTTP/1.1 200 OK\r\n\r\nhello").ThenClose());
        Assert.Equal("hello", await AskAsync("{}"));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")]
    public async Task Body_that_is_cut_is_no_body(string answer)
    {
        _upstream.Then(Script.Raw(answer).ThenClose());
        await Assert.ThrowsAnyAsync<IOException>(() => AskAsync("{}"));
    }

    [Fact]
    public async Task Connection_that_is_closed_before_an_answer_comes_says_so()
    {
        _upstream.Then(Script.Close());
        var ended = await Assert.ThrowsAsync<HttpRequestException>(() => AskAsync("{}"));
        Assert.Equal(HttpRequestError.ResponseEnded, ended.HttpRequestError);
    }

    [Fact]
    public async Task Connection_that_the_other_side_has_closed_meanwhile_is_replaced_unseen()
    {
        _upstream.Then(Script.Json("1").ThenClose()).Then(Script.Json("2"));
        Assert.Equal("1", await AskAsync("{}"));
        while (!IsHalfClosed(_upstream.Received[0].Connection))
            await Task.Yield();

        Assert.Equal("2", await AskAsync("{}"));
    }

    [Fact]
    public async Task Request_under_which_a_kept_connection_was_closed_goes_once_more_and_those_that_wait_are_given_up()
    {
        var together = new TaskCompletionSource();
        _upstream.Otherwise = _ => Script.Json("1");
        _upstream.Then(Script.Silence(together.Task).Append(Script.Json("1"))).Then(Script.Silence(together.Task).Append(Script.Json("1")));
        var (one, other) = (AskAsync("{}"), AskAsync("{}"));
        together.SetResult();
        await Task.WhenAll(one, other);
        _upstream.Then(Script.Close());

        Assert.Equal("1", await AskAsync("{}"));
        Assert.Equal("1", await AskAsync("{}"));

        Assert.Equal(5, _upstream.Received.Count);
        Assert.Equal(3, _upstream.Received.Select(static request => request.Connection).Distinct().Count());
    }

    [Fact]
    public async Task Request_that_a_server_may_have_worked_on_does_not_go_once_more()
    {
        var time = new SteppedTime();
        using var client = new UpstreamClient(_handlers, time);
        var closed = new TaskCompletionSource();
        _upstream.Then(Script.Json("1")).Then(Script.Silence(closed.Task).Append(Script.Close()));
        await AskAsync("{}", client: client);
        var lost = AskAsync("{}", client: client);
        while (_upstream.Received.Count < 2)
            await Task.Yield();
        time.Advance(TimeSpan.FromSeconds(2));
        closed.SetResult();

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => lost);

        Assert.Equal(2, _upstream.Received.Count);
    }

    [Fact]
    public async Task Connection_that_was_closed_while_it_waits_is_swept_away()
    {
        var time = new SteppedTime();
        using var client = new UpstreamClient(_handlers, time);
        _upstream.Then(Script.Json("1").ThenClose());
        await AskAsync("{}", client: client);
        while (!IsHalfClosed(_upstream.Received[0].Connection))
            await Task.Yield();

        time.Advance(TimeSpan.FromSeconds(31));

        Assert.False(IsHalfClosed(_upstream.Received[0].Connection));
    }

    [Fact]
    public async Task Response_that_has_said_all_leaves_its_connection_to_the_next_when_its_end_comes_late()
    {
        var end = new TaskCompletionSource();
        _upstream.Then(Script.Stream().Chunk("hello").Wait(end.Task).End()).Then(Script.Json("2"));
        using (var response = await SendAsync("{}"))
        {
            var buffer = new byte[100];
            Assert.Equal(5, await response.ReadAsync(buffer, CancellationToken.None));
            response.Finish();
        }
        end.SetResult();

        while (_client.Idle == 0)
            await Task.Yield();
        await AskAsync("{}");
        Assert.Equal(_upstream.Received[0].Connection, _upstream.Received[1].Connection);
    }

    [Theory]
    [InlineData("https://10.0.0.1/v1", null, null)]
    [InlineData("https://10.0.0.1/v1", "virt.example", "virt.example")]
    [InlineData("https://10.0.0.1/v1", "virt.example:8443", "virt.example")]
    [InlineData("https://10.0.0.1/v1", "[::1]:8443", "[::1]")]
    [InlineData("http://10.0.0.1/v1", "virt.example", null)]
    public void Certificate_is_expected_for_the_host_that_the_request_names(string address, string? host, string? name) =>
        Assert.Equal(name, Origin.Of(new Uri(address), host).Name);

    [Fact]
    public async Task Cancellation_closes_the_connection()
    {
        using var leaves = new CancellationTokenSource();
        _upstream.Then(Script.Stall()).Then(Script.Json("2"));
        var asked = AskAsync("{}", cancellationToken: leaves.Token);
        while (_upstream.Received.Count == 0)
            await Task.Yield();

        await leaves.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        await _upstream.Received[0].CallerLeft.WaitAsync(Patience);
        Assert.Equal("2", await AskAsync("{}"));
    }

    [Fact]
    public async Task Cancellation_of_one_request_leaves_the_connections_alone_that_wait()
    {
        using var leaves = new CancellationTokenSource();
        var together = new TaskCompletionSource();
        _upstream.Otherwise = _ => Script.Json("1");
        _upstream.Then(Script.Silence(together.Task).Append(Script.Json("1"))).Then(Script.Silence(together.Task).Append(Script.Json("1"))).Then(Script.Stall());
        var (one, other) = (AskAsync("{}"), AskAsync("{}"));
        together.SetResult();
        await Task.WhenAll(one, other);
        var asked = AskAsync("{}", cancellationToken: leaves.Token);
        while (_upstream.Received.Count < 3)
            await Task.Yield();

        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        await AskAsync("{}");

        Assert.Contains(_upstream.Received[3].Connection, _upstream.Received.Take(2).Select(static request => request.Connection));
    }

    [Fact]
    public async Task Cancellation_after_the_answer_leaves_the_connection_alone()
    {
        using var leaves = new CancellationTokenSource();
        _upstream.Otherwise = _ => Script.Json("1");
        await AskAsync("{}", cancellationToken: leaves.Token);
        await leaves.CancelAsync();
        await AskAsync("{}");
        Assert.Equal(_upstream.Received[0].Connection, _upstream.Received[1].Connection);
    }

    [Fact]
    public async Task Response_that_nobody_reads_to_its_end_closes_the_connection()
    {
        _upstream.Then(Script.Raw("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello").ThenStall());
        using (await SendAsync("{}"))
            Assert.Single(_upstream.Received);
        await _upstream.Received[0].CallerLeft.WaitAsync(Patience);
    }

    [Fact]
    public async Task Answer_to_a_large_request_counts_that_is_given_before_the_request_was_read()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var answered = new TaskCompletionSource();
        var served = Task.Run(async () =>
        {
            using var socket = await listener.AcceptSocketAsync();
            await socket.ReceiveAsync(new byte[1024]);
            await socket.SendAsync("HTTP/1.1 413 Too Large\r\nContent-Length: 5\r\n\r\nlarge"u8.ToArray());
            await answered.Task;
        });

        using (var response = await SendAsync(new string(' ', 32 << 20), $"http://{listener.LocalEndpoint}/"))
            Assert.Equal((413, "large"), (response.Status, await TextAsync(response)));
        answered.SetResult();
        await served;
    }

    [Theory]
    [InlineData(null, 110, true)]
    [InlineData(null, 130, false)]
    [InlineData("timeout=5, max=100", 3, true)]
    [InlineData("timeout=5, max=100", 5, false)]
    [InlineData("timeout=600", 130, false)]
    public async Task Connection_that_has_waited_for_long_is_not_used_again(string? keepAlive, int seconds, bool again)
    {
        var time = new SteppedTime();
        using var client = new UpstreamClient(_handlers, time);
        _upstream.Otherwise = _ => keepAlive is null ? Script.Json("1") : Script.Json("1", 200, ("Keep-Alive", keepAlive));
        await AskAsync("{}", client: client);
        time.Advance(TimeSpan.FromSeconds(seconds));
        await AskAsync("{}", client: client);
        Assert.Equal(again, _upstream.Received[0].Connection == _upstream.Received[1].Connection);
    }

    [Fact]
    public async Task Headers_are_found_without_case_and_joined()
    {
        _upstream.Then(Script.Raw("HTTP/1.1 200 OK\r\nX-Request-Id: r1\r\nA: 1\r\na:2\r\nX-RateLimit-Limit: 5\r\nretry-after: 1\u0001\r\nContent-Length: 0\r\n\r\n"));
        using var response = await SendAsync("{}");
        Assert.Equal(("1, 2", "r1", null, ""), (response["A"], response["x-request-id"], response["absent"], response.ContentType));
        Assert.Equal([new("X-Request-Id", "r1"), new("X-RateLimit-Limit", "5")], response.Carried(null));
    }

    [Fact]
    public async Task Longest_of_several_waits_is_carried_once_and_no_date_that_is_months_away()
    {
        _upstream.Then(Script.Raw("HTTP/1.1 429 Slow Down\r\nRetry-After: 5\r\nretry-after: 7\r\nretry-after-ms: 5000\r\nContent-Length: 0\r\n\r\n"));
        using (var response = await SendAsync("{}"))
            Assert.Equal([new("Retry-After", "7")], response.Carried(null));
        _upstream.Then(Script.Raw("HTTP/1.1 429 Slow Down\r\nRetry-After: Fri, 31 Dec 9999 23:59:59 GMT\r\nContent-Length: 0\r\n\r\n"));
        using (var response = await SendAsync("{}"))
            Assert.Empty(response.Carried(new DateTimeOffset(2026, 11, 29, 12, 0, 0, TimeSpan.Zero)));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _handlers.Dispose();
        await _upstream.DisposeAsync();
    }

    /// <summary>Whether the other side has closed a connection, and this one has not.</summary>
    private static bool IsHalfClosed(int port) =>
        IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections().Any(one => one.LocalEndPoint.Port == port && one.State == TcpState.CloseWait);

    private static Backend At(string address) => new()
    {
        Id = "b", Name = "b", Provider = Catalog.BuiltIn.Find("openai")!, Dialect = DialectNames.OpenAIChat, BaseAddress = new Uri(address), Auth = BackendAuth.None,
    };

    private static async Task<string> TextAsync(UpstreamResponse response)
    {
        using var body = await ReplyBody.ReadAsync(response, CancellationToken.None);
        return Encoding.UTF8.GetString(body.WrittenSpan);
    }

    private async Task<string> AskAsync(
        string body, KeyValuePair<string, string>? headers = null, KeyValuePair<string, string>[]? own = null, UpstreamClient? client = null, CancellationToken cancellationToken = default)
    {
        using var response = await SendAsync(body, _upstream.Address, headers, own, client, cancellationToken);
        return await TextAsync(response);
    }

    private async Task<UpstreamResponse> SendAsync(
        string body, string? address = null, KeyValuePair<string, string>? headers = null, KeyValuePair<string, string>[]? own = null, UpstreamClient? client = null, CancellationToken cancellationToken = default)
    {
        var parts = new BodyParts(16);
        parts.Append(Encoding.UTF8.GetBytes(body));
        using var message = new UpstreamMessage(parts, new BodyUse());
        message.Head(new Uri((address ?? _upstream.Address) + "v1/chat?x=1"), headers is { } one ? [one] : [], own ?? []);
        return await (client ?? _client).SendAsync(At(address ?? _upstream.Address), message, cancellationToken).AsTask().WaitAsync(Patience, CancellationToken.None);
    }
}
