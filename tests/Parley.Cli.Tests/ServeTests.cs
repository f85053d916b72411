using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Parley.Cli.Tests.Running;

namespace Parley.Cli.Tests;

public sealed class ServeTests : IDisposable
{
    private readonly Sandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Program_without_file_and_key_answers_in_every_dialect()
    {
        await using var parley = await ParleyProcess.ServeAsync(_sandbox);

        Assert.Equal("Hello", await AskAsync(parley, "v1/chat/completions", """{"model":"parley/echo","messages":[{"role":"user","content":"Hello"}]}""", "choices.0.message.content"));
        Assert.Equal("Hello", await AskAsync(parley, "v1/messages", """{"model":"parley/echo","max_tokens":9,"messages":[{"role":"user","content":"Hello"}]}""", "content.0.text"));
        Assert.Equal("Hello", await AskAsync(parley, "v1beta/models/parley/echo:generateContent", """{"contents":[{"role":"user","parts":[{"text":"Hello"}]}]}""", "candidates.0.content.parts.0.text"));
        Assert.Equal("Hello", await AskAsync(parley, "api/chat", """{"model":"parley/echo","stream":false,"messages":[{"role":"user","content":"Hello"}]}""", "message.content"));
    }

    [Fact]
    public async Task Banner_shows_a_call_that_works_word_for_word()
    {
        await using var parley = await ParleyProcess.ServeAsync(_sandbox);

        using var answer = await CurlLine.Parse(parley.Banner[^1]).SendAsync(parley.Client);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("Hello", JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["choices"]![0]!["message"]!["content"]!.GetValue<string>());
    }

    [Fact]
    public async Task Banner_says_what_was_found_and_what_to_do_for_the_rest()
    {
        await using var parley = await ParleyProcess.ServeAsync(_sandbox, null, ("GROQ_API_KEY", "gsk-test"));

        Assert.Contains("  + Groq (GROQ_API_KEY)", parley.Banner);
        Assert.Contains("  + parley/echo (built in, needs no key)", parley.Banner);
        Assert.Contains("  - Anthropic: set ANTHROPIC_API_KEY", parley.Banner);
        Assert.DoesNotContain(parley.Banner, static line => line.Contains("gsk-test", StringComparison.Ordinal));
    }

    [Fact]
    public async Task File_of_the_folder_is_read_and_its_key_is_needed()
    {
        _sandbox.Write("parley.yaml", "keys: [ { name: dev, key_env: PARLEY_KEY } ]\nserver: { echo: true }\n");
        await using var parley = await ParleyProcess.ServeAsync(_sandbox, null, ("PARLEY_KEY", "let-me-in-please"));

        Assert.Equal(HttpStatusCode.Unauthorized, (await parley.Client.GetAsync("v1/models")).StatusCode);
        using var answer = await CurlLine.Parse(parley.Banner[^1].Replace("YOUR_KEY", "let-me-in-please", StringComparison.Ordinal)).SendAsync(parley.Client);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Open_address_without_a_key_refuses_to_start()
    {
        _sandbox.Write("parley.yaml", "server: { http: 0.0.0.0:0 }\n");

        var (code, _, errors) = await ParleyProcess.RunAsync(_sandbox, []);

        Assert.Equal(3, code);
        Assert.Contains("error[PRL1107]", errors, StringComparison.Ordinal);
        Assert.Contains("keys: [ { name: me, key_env: PARLEY_KEY } ]", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Port_in_use_is_said_in_one_line()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var port = ((IPEndPoint)holder.LocalEndpoint).Port;

        var (code, _, errors) = await ParleyProcess.RunAsync(_sandbox, ["serve", "--port", $"{port}"]);

        Assert.Equal(1, code);
        Assert.Equal($"error: 127.0.0.1:{port} is in use; choose another port with --port, or stop the program that holds it.\n", errors);
    }

    [Fact]
    public async Task Address_of_another_machine_is_said_in_one_line()
    {
        // A documentation address (RFC 5737): no machine has it.
        _sandbox.Write("parley.yaml", "server: { http: 192.0.2.1:0 }\nkeys: [ { name: dev, key_env: PARLEY_KEY } ]\n");

        var (code, _, errors) = await ParleyProcess.RunAsync(_sandbox, [], ("PARLEY_KEY", "let-me-in-please"));

        Assert.Equal(1, code);
        Assert.StartsWith("error: 192.0.2.1:0 cannot be listened on: ", Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Termination_ends_it_cleanly()
    {
        await using var parley = await ParleyProcess.ServeAsync(_sandbox);

        Assert.Equal(0, await parley.StopAsync());
    }

    [Fact]
    public async Task Termination_lets_a_running_answer_finish()
    {
        await using var parley = await ParleyProcess.ServeAsync(_sandbox);
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/chat/completions")
        {
            Content = new StringContent("""{"model":"parley/echo","stream":true,"messages":[{"role":"user","content":"one two three four [pace 600ms]"}]}"""),
        };
        using var answer = await parley.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

        var stopped = parley.StopAsync();
        var text = await answer.Content.ReadAsStringAsync();

        Assert.EndsWith("data: [DONE]\n\n", text, StringComparison.Ordinal);
        Assert.Equal(0, await stopped);
    }

    private static async Task<string?> AskAsync(ParleyProcess parley, string path, string body, string place)
    {
        using var answer = await parley.Client.PostAsync(path, new StringContent(body, new MediaTypeHeaderValue("application/json")));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return place.Split('.').Aggregate(JsonNode.Parse(text), static (node, step) => int.TryParse(step, out var index) ? node![index] : node![step])?.GetValue<string>();
    }
}
