using System.Net;
using System.Text;
using Parley.Configuration;

namespace Parley.AspNetCore.Tests.Keys;

/// <summary>What those try who have no key.</summary>
public sealed class KeyAbuseTests
{
    private const string Ask = """{"model":"parley/echo","messages":[{"role":"user","content":"Hello"}]}""";

    [Fact]
    public async Task Who_tries_many_keys_has_to_wait_and_who_has_one_does_not()
    {
        await using var gateway = await KeyedGateway.StartAsync("""{ "server": { "echo": true, "failed_keys": 5, "failed_keys_window_s": 3600 } }""");
        var key = await gateway.MakeAsync("ci");

        for (var i = 0; i < 5; i++)
            Assert.Equal((401, "invalid_api_key"), await gateway.AskAsync(KeyText.Make(out _)));
        using var slowed = await gateway.Running.PostAsync("v1/messages", """{"model":"parley/echo","max_tokens":5,"messages":[{"role":"user","content":"Hi"}]}""", ("x-api-key", KeyText.Make(out _)));

        Assert.Equal(HttpStatusCode.TooManyRequests, slowed.StatusCode);
        Assert.InRange(slowed.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        Assert.Contains("rate_limit_error", await slowed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(200, (await gateway.AskAsync(key)).Status);
        Assert.Equal((401, "missing_api_key"), await gateway.AskAsync(null));
    }

    [Theory]
    [InlineData("Authorization", "Bearer ")]
    [InlineData("x-api-key", "")]
    [InlineData("api-key", "")]
    [InlineData("x-goog-api-key", "")]
    public async Task Header_that_is_sent_twice_is_refused_also_with_a_right_key_in_it(string header, string before)
    {
        await using var gateway = await KeyedGateway.StartAsync();
        var key = await gateway.MakeAsync("ci");
        var port = new Uri(gateway.Running.Address).Port;

        // HttpClient would put both into one line.
        var reply = await RawAsync(port, $"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\n{header}: {before}{key}\r\n{header}: {before}other\r\nContent-Type: application/json\r\nContent-Length: {Ask.Length}\r\nConnection: close\r\n\r\n{Ask}");

        Assert.StartsWith("HTTP/1.1 400", reply, StringComparison.Ordinal);
        Assert.Contains("duplicate_key_header", reply, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1100)]
    [InlineData(8000)]
    [InlineData(20000)]
    public async Task Oversized_key_is_a_wrong_key(int length)
    {
        await using var gateway = await KeyedGateway.StartAsync();
        var key = await gateway.MakeAsync("ci");

        var (status, _) = await gateway.AskAsync(key + new string('A', length));

        Assert.Equal(401, status);
    }

    [Theory]
    [InlineData("sk-parley-%27%20or%201%3D1--")]
    [InlineData("' or '1'='1")]
    [InlineData("\"; drop table caller_keys; --")]
    [InlineData("sk-parley-*")]
    [InlineData("sk-parley-............-...........................................")]
    public async Task Statements_and_patterns_are_wrong_keys(string key)
    {
        await using var gateway = await KeyedGateway.StartAsync();
        await gateway.MakeAsync("ci");

        Assert.Equal((401, "invalid_api_key"), await gateway.AskAsync(key));
        Assert.Single(await gateway.Store.ReadKeysAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData("admin/keys/x'%20or%20'1'='1")]
    [InlineData("admin/keys/%25")]
    [InlineData("admin/keys/ci%00")]
    [InlineData("admin/keys/%27;drop%20table%20caller_keys;--")]
    public async Task Statements_in_paths_find_no_key(string path)
    {
        await using var gateway = await KeyedGateway.StartAsync();
        var root = await gateway.MakeAsync("root", """{"roles":["admin"]}""");
        await gateway.MakeAsync("ci");

        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Patch, HttpMethod.Delete])
        {
            using var request = new HttpRequestMessage(method, path) { Content = method == HttpMethod.Patch ? new StringContent("""{"team":"x"}""") : null };
            request.Headers.TryAddWithoutValidation("x-api-key", root);
            using var response = await gateway.Running.Client.SendAsync(request);
            Assert.InRange((int)response.StatusCode, 400, 404);
        }
        Assert.Equal(2, (await gateway.Store.ReadKeysAsync(CancellationToken.None)).Count);
    }

    [Fact]
    public async Task Keys_are_in_no_log_no_store_and_no_journal()
    {
        await using var gateway = await KeyedGateway.StartAsync("""{ "server": { "echo": true, "failed_keys": 3 }, "keys": [ { "name": "configured", "key": "sk-configured-0123456789" } ] }""");
        gateway.Running.Log.Level = Microsoft.Extensions.Logging.LogLevel.Trace;
        var root = await gateway.MakeAsync("root", """{"roles":["admin","call"]}""");
        var made = (await gateway.AdminAsync(HttpMethod.Post, "admin/keys", root, """{"name":"ci"}""")).Body!["key"]!.ToString();
        var rotated = (await gateway.AdminAsync(HttpMethod.Post, "admin/keys/ci/rotate", root, """{"overlap":"1h"}""")).Body!["key"]!.ToString();
        var wrong = Enumerable.Range(0, 5).Select(static _ => KeyText.Make(out var _)).ToArray();
        foreach (var key in (string[])[root, made, rotated, "sk-configured-0123456789", .. wrong])
        {
            await gateway.AskAsync(key);
            using var page = await gateway.Running.Client.GetAsync($"v1/models?key={key}");
            await gateway.AdminAsync(HttpMethod.Get, "admin/keys", key);
        }
        await gateway.FlushAsync();

        var kept = gateway.Running.Log.Lines.Concat(Directory.EnumerateFiles(gateway.Folder, "*", SearchOption.AllDirectories).Where(static path => Path.GetFileName(path) != "lock").Select(ReadShared)).ToList();

        Assert.NotEmpty(gateway.Running.Log.Lines);
        foreach (var secret in (string[])[root[23..], made[23..], rotated[23..], "sk-configured-0123456789", .. wrong.Select(static key => key[23..])])
            Assert.DoesNotContain(kept, text => text.Contains(secret, StringComparison.Ordinal));
        Assert.Contains(kept, static text => text.Contains("caller_keys", StringComparison.Ordinal));
    }

    private static string ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file, Encoding.Latin1);
        return reader.ReadToEnd();
    }

    private static async Task<string> RawAsync(int port, string request)
    {
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
