using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Caching;

/// <summary>A gateway that keeps answers, before one scripted backend, for one test.</summary>
public sealed class CachingGateway : IAsyncDisposable
{
    private CachingGateway(RunningGateway gateway, ScriptedUpstream backend) => (Gateway, Backend) = (gateway, backend);

    public RunningGateway Gateway { get; }

    /// <summary>The backend: the model <c>m</c> leads to its <c>m-1</c>.</summary>
    public ScriptedUpstream Backend { get; }

    /// <summary>How often it was called.</summary>
    public int Calls => Backend.Received.Count;

    /// <summary>Starts both.</summary>
    /// <param name="provider">What the backend speaks.</param>
    /// <param name="cache">Members of the section <c>cache</c>.</param>
    /// <param name="more">Further sections.</param>
    /// <param name="model">Further members of the model.</param>
    public static async Task<CachingGateway> StartAsync(string provider = "openai", string cache = "\"enabled\": true", string more = "", string model = "")
    {
        var backend = new ScriptedUpstream();
        return new CachingGateway(await RunningGateway.StartAsync(Configuration(backend, provider, cache, more, model)), backend);
    }

    /// <summary>Puts another configuration into force.</summary>
    public void Reload(string provider = "openai", string cache = "\"enabled\": true", string more = "", string model = "", string target = "first/m-1") =>
        Gateway.Reload(Configuration(Backend, provider, cache, more, model, target));

    /// <summary>Posts a chat of OpenAI's.</summary>
    public Task<HttpResponseMessage> ChatAsync(string prompt = "Say hello", string members = "", params (string Name, string Value)[] headers) =>
        Gateway.PostAsync("v1/chat/completions", $$"""{"model":"m","messages":[{"role":"user","content":"{{prompt}}"}]{{(members.Length == 0 ? "" : ", " + members)}}}""", headers);

    /// <summary>What the cache had to do with a reply.</summary>
    public static string? Verdict(HttpResponseMessage response) => response.Headers.TryGetValues("x-parley-cache", out var values) ? values.Single() : null;

    /// <summary>Posts a chat of OpenAI's and says what the cache had to do with it.</summary>
    public async Task<string?> AskAsync(string prompt = "Say hello", string members = "", params (string Name, string Value)[] headers)
    {
        using var response = await ChatAsync(prompt, members, headers);
        await response.Content.ReadAsStringAsync();
        return Verdict(response);
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Backend.DisposeAsync();
    }

    private static string Configuration(ScriptedUpstream backend, string provider, string cache, string more, string model, string target = "first/m-1") => $$"""
        {
          "cache": { {{cache}} },
          "backends": [ { "id": "first", "type": "{{provider}}", "endpoint": "{{backend.Address}}", "api_key": "sk-first" } ],
          "providers": { "openai": { "alsoSpeaks": [] } },
          "models": [ { "name": "m", "targets": ["{{target}}"]{{(model.Length == 0 ? "" : ", " + model)}} } ]{{(more.Length == 0 ? "" : ", " + more)}}
        }
        """;
}
