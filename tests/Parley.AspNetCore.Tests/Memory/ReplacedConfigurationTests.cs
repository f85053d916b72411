using System.Runtime.CompilerServices;
using Parley.Configuration;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Memory;

/// <summary>What a reload replaces is let go of, though the last decisions and the places of warm prompts are kept.</summary>
public sealed class ReplacedConfigurationTests
{
    private const int Reloads = 4;

    [Fact]
    public async Task Old_snapshots_backends_keys_and_names_are_collected_while_their_decisions_are_kept()
    {
        await using var upstream = new ScriptedUpstream { Otherwise = static request => request.Headers["authorization"].EndsWith('0') ? Script.Json("{}", 429, ("retry-after", "60")) : Script.Json(WireSample.OpenAI.Reply) };
        await using var gateway = await RunningGateway.StartAsync(Configuration(upstream, 0));
        var replaced = new List<(string What, WeakReference Old)>();
        for (var revision = 1; revision <= Reloads; revision++)
        {
            for (var i = 0; i < 5; i++)
                await AskAsync(gateway, revision - 1);
            Remember(gateway.Snapshot, replaced);
            gateway.Reload(Configuration(upstream, revision));
        }
        // Connections keep what their last request was.
        for (var i = 0; i < 5; i++)
            await AskAsync(gateway, Reloads);

        Assert.Equal(5 * (Reloads + 1), (await DecisionsAsync(gateway, Reloads)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.Equal([], replaced.Where(static each => each.Old.IsAlive).Select(static each => each.What));
    }

    [Fact]
    public async Task Decisions_of_replaced_configurations_say_what_they_said()
    {
        await using var upstream = new ScriptedUpstream { Otherwise = static _ => Script.Json(WireSample.OpenAI.Reply) };
        await using var gateway = await RunningGateway.StartAsync(Configuration(upstream, 1, weight: 0));
        await AskAsync(gateway, 1);
        var before = await DecisionsAsync(gateway, 1);

        gateway.Reload(Configuration(upstream, 2, weight: 0));

        Assert.Equal(before, await DecisionsAsync(gateway, 2));
        Assert.Contains("\"reason\":\"weighted: drawn by its weight of 3 of 3 in all\"", before);
        Assert.Contains("\"key\":\"a#", before);
        Assert.Contains("\"caller\":\"me\"", before);
        Assert.Contains("\"power_watts\":7", before);
    }

    private static async Task AskAsync(RunningGateway gateway, int caller)
    {
        using var response = await gateway.PostAsync("v1/chat/completions", $$"""{"model":"m","messages":[{"role":"user","content":"{{new string('x', 5000)}}"}]}""", ("authorization", $"Bearer sk-caller-{caller}"));
        await response.Content.ReadAsStringAsync();
        Assert.Equal(200, (int)response.StatusCode);
        await gateway.Settled.NextAsync();
    }

    private static async Task<string> DecisionsAsync(RunningGateway gateway, int caller)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "admin/decisions?limit=100");
        request.Headers.Authorization = new("Bearer", $"sk-caller-{caller}");
        using var response = await gateway.Client.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Remember(GatewaySnapshot snapshot, List<(string What, WeakReference Old)> replaced)
    {
        replaced.Add(($"snapshot {snapshot.Revision}", new WeakReference(snapshot)));
        replaced.Add(($"routing {snapshot.Revision}", new WeakReference(snapshot.Routing)));
        replaced.Add(($"name {snapshot.Revision}", new WeakReference(snapshot.Models["m"])));
        replaced.Add(($"caller {snapshot.Revision}", new WeakReference(snapshot.Keys.All[0])));
        foreach (var backend in snapshot.BackendList)
        {
            replaced.Add(($"{backend.Id} {snapshot.Revision}", new WeakReference(backend)));
            replaced.AddRange(backend.Keyed.Select(keyed => ($"{keyed.Key!.Name} {snapshot.Revision}", new WeakReference(keyed))));
            replaced.AddRange(backend.Keyed.Select(keyed => ($"secret of {keyed.Key!.Name} {snapshot.Revision}", new WeakReference(keyed.Key!.Secret))));
        }
    }

    private static string Configuration(ScriptedUpstream upstream, int revision, int weight = 1) => $$"""
        {
          "providers": { "mine": { "extends": "openai" } },
          "backends": [
            { "id": "a", "type": "mine", "endpoint": "{{upstream.Address}}", "api_keys": ["sk-{{revision}}-0", "sk-{{revision}}-1"], "characteristics": { "power_watts": 7 }, "weight": 3 },
            { "id": "b", "type": "mine", "endpoint": "{{upstream.Address}}", "api_key": "sk-{{revision}}-2", "weight": {{weight}} },
            { "id": "c", "type": "mine", "endpoint": "{{upstream.Address}}", "enabled": false }
          ],
          "models": [ { "name": "m", "targets": ["a/x", "b/x", "c/x"] } ],
          "keys": [ { "name": "me", "key": "sk-caller-{{revision}}" } ],
          "routing": { "strategy": "weighted" }
        }
        """;
}
