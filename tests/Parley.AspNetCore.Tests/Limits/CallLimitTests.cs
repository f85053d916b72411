using System.Text.Json.Nodes;
using Parley.AspNetCore.Tests.Failure;
using Parley.Dialects.Conversation;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Limits;

/// <summary>Limits of what calls use: tokens, money and energy, by the target that is asked.</summary>
public sealed class CallLimitTests
{
    private static readonly Script Good = Script.Json(WireSample.OpenAI.Reply);

    // A euro for a thousand tokens; an answer of 4096 tokens at most.
    private const string Dear = "\"cost_per_token\": 1";
    private const string Cheap = "\"cost_per_token\": 0.001";

    [Fact]
    public async Task Target_that_is_too_dear_for_what_is_left_is_passed_over_for_one_that_is_not()
    {
        await using var targets = await StartAsync(2, """{ "money": 4, "currency": "EUR", "per": "day", "name": "all" }""", Dear, Cheap);

        using var response = await targets.AskAsync();

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal([0, 1], targets.Calls);
        var settled = await targets.Gateway.Settled.NextAsync();
        Assert.Equal([false, true], settled.Attempts.Select(static attempt => attempt.IsSent));
        Assert.Contains("(limit 'all')", settled.Attempts[0].Fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_that_fits_no_target_is_told_the_budget_and_its_decision_names_it()
    {
        await using var targets = await StartAsync(2, """{ "for": { "backend": "t*" }, "money": 4, "currency": "EUR", "per": "month", "name": "each" }""", Dear, Dear);

        using var response = await targets.AskAsync();
        var body = await response.Content.ReadAsStringAsync();

        Assert.Equal((402, "gateway", "false"), ((int)response.StatusCode, Header(response, "x-parley-error-source"), Header(response, "x-should-retry")));
        Assert.Contains("insufficient_quota", body, StringComparison.Ordinal);
        Assert.Contains("4 EUR a month (limit", body, StringComparison.Ordinal);
        Assert.Equal([0, 0], targets.Calls);
        var decision = await targets.Gateway.Client.GetStringAsync($"admin/requests/{Header(response, "x-parley-request-id")}/decision");
        Assert.Contains("each'", decision.Replace("\\u0027", "'", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_set_aside_becomes_what_was_used()
    {
        await using var targets = await StartAsync(1, """{ "money": 5, "currency": "EUR", "per": "day" }, { "for": { "model": "*" }, "tokens": 5000, "per": "minute" }, { "usd": 100, "per": "day" }""", Dear, top: "\"routing\": { \"prices\": { \"exchange_rates\": { \"EUR\": 2 } } }");
        for (var i = 0; i < 3; i++)
        {
            using var response = await targets.AskAsync();
            Assert.Equal(200, (int)response.StatusCode);
        }

        Assert.Equal([0.027m, 27m, 0.054m], (await BudgetsAsync(targets)).OrderBy(static budget => budget["measure"]!.GetValue<string>() + budget["currency"]).Select(static budget => budget["spent"]!.GetValue<decimal>()).Order().ToArray() is [var a, var b, var c] ? [a, c, b] : []);
        Assert.All(await BudgetsAsync(targets), static budget => Assert.Equal(0, budget["reserved"]!.GetValue<decimal>()));
    }

    [Fact]
    public async Task Call_that_the_provider_refused_costs_nothing()
    {
        await using var targets = await StartAsync(1, """{ "tokens": 5000, "per": "minute" }""", "\"retry\": { \"max_retries\": 0 }");
        targets.Upstreams[0].Otherwise = static _ => Script.Json("""{"error":{"message":"no"}}""", 400);

        using var response = await targets.AskAsync();

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal(0, (await BudgetsAsync(targets)).Single()["spent"]!.GetValue<decimal>());
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    [InlineData("gemini")]
    [InlineData("openai-responses")]
    public async Task Stream_that_would_pass_a_budget_by_far_ends_with_the_dialects_error(string client)
    {
        await using var targets = await StartAsync(2, """{ "tokens": 4300, "per": "minute", "name": "all" }""");
        targets.Upstreams[0].Otherwise = static _ => Script.Stream().Chunk(WireSample.OpenAI.Prelude + string.Concat(Enumerable.Repeat(WireSample.OpenAI.Text.First, 2000)))
            .Chunk(string.Concat(Enumerable.Repeat(WireSample.OpenAI.Text.Second, 4000))).ThenStall();

        using var response = await targets.AskAsync(stream: true, client);
        var text = await response.Content.ReadAsStringAsync();

        Assert.Contains("Hello", text, StringComparison.Ordinal);
        Assert.Contains("The answer was cut off", text, StringComparison.Ordinal);
        var settled = await targets.Gateway.Settled.NextAsync();
        Assert.Equal((FaultKind.Quota, FaultSource.Gateway, "budget_exceeded"), (settled.Fault!.Kind, settled.Fault.Source, settled.Fault.Code));
        Assert.Equal([1, 0], targets.Calls);
        Assert.InRange((await BudgetsAsync(targets)).Single()["spent"]!.GetValue<decimal>(), 2000, 12000);
        var backends = JsonNode.Parse(await targets.Gateway.Client.GetStringAsync("admin/backends"))!["backends"]!.AsArray();
        Assert.Equal(0, backends.First(static backend => backend!["id"]!.GetValue<string>() == "t0")!["targets"]![0]!["failures"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task Stream_within_its_budget_arrives_whole(string client)
    {
        await using var targets = await StartAsync(1, """{ "tokens": 5000, "per": "minute" }""");
        targets.Upstreams[0].Otherwise = static _ => Script.Stream(WireSample.OpenAI.Stream, "text/event-stream");

        using var response = await targets.AskAsync(stream: true, client);

        Assert.Contains(" there", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Null((await targets.Gateway.Settled.NextAsync()).Fault);
        Assert.Equal(9, (await BudgetsAsync(targets)).Single()["spent"]!.GetValue<decimal>());
    }

    [Theory]
    [InlineData("allow", 200, 1)]
    [InlineData("reject", 402, 0)]
    [InlineData("reject", 402, 0, "\"routing\": { \"prices\": { \"unknown\": \"allow\" } }")]
    public async Task Unknown_price_is_never_nothing(string policy, int status, int unpriced, string top = "")
    {
        await using var targets = await StartAsync(1, $$"""{ "usd": 1, "per": "day", "unknown_price": "{{policy}}" }""", top: top);

        using var response = await targets.AskAsync();

        Assert.Equal(status, (int)response.StatusCode);
        var budget = (await BudgetsAsync(targets)).Single();
        Assert.Equal((0, unpriced), (budget["spent"]!.GetValue<decimal>(), budget["unpriced"]?.GetValue<int>() ?? 0));
    }

    [Fact]
    public async Task Energy_is_limited_too()
    {
        await using var targets = await StartAsync(1, """{ "wh": 1, "per": "day" }""", "\"characteristics\": { \"power_watts\": 36000 }");

        using var response = await targets.AskAsync();

        Assert.Equal(402, (int)response.StatusCode);
        Assert.Contains("1 Wh a day", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("openai", "x-ratelimit-limit-requests", "5", "x-ratelimit-remaining-requests", "4", "x-ratelimit-reset-requests", "s")]
    [InlineData("anthropic", "anthropic-ratelimit-requests-limit", "5", "anthropic-ratelimit-requests-remaining", "4", "anthropic-ratelimit-requests-reset", "Z")]
    public async Task Headers_tell_of_the_limit_that_binds_and_not_of_the_providers(string client, string limit, string most, string remaining, string left, string reset, string end)
    {
        await using var targets = await StartAsync(1, """{ "requests": 5, "per": "minute" }, { "requests": 100, "per": "hour" }, { "requests": 1, "per": "minute", "soft": true }""");
        targets.Upstreams[0].Otherwise = static _ => Script.Json(WireSample.OpenAI.Reply, 200, ("x-ratelimit-remaining-requests", "999"), ("x-ratelimit-limit-tokens", "777"));

        using var response = await targets.AskAsync(client: client);

        Assert.Equal((most, left), (Header(response, limit), Header(response, remaining)));
        Assert.EndsWith(end, Header(response, reset), StringComparison.Ordinal);
        Assert.DoesNotContain("999", string.Join(' ', response.Headers.SelectMany(static header => header.Value)), StringComparison.Ordinal);
        // Of tokens nothing is limited here: the provider's word stands.
        Assert.Equal("777", Header(response, "x-ratelimit-limit-tokens"));
    }

    [Fact]
    public async Task What_is_passed_through_counts_and_its_unknown_cost_is_refused_where_that_is_said()
    {
        await using var targets = await StartAsync(1, """{ "requests": 2, "per": "minute" }, { "usd": 1, "per": "day", "for": { "tag": "strict" }, "unknown_price": "reject" }""", "\"passthrough\": true");

        foreach (var status in (int[])[200, 200, 429])
        {
            using var response = await targets.Gateway.PostAsync("t0/passthrough/files", "{}");
            Assert.Equal(status, (int)response.StatusCode);
        }
        Assert.Equal([2], targets.Calls);
    }

    [Fact]
    public async Task Answer_of_unsaid_length_is_not_refused_for_what_its_model_could_write()
    {
        await using var targets = await StartAsync(1, """{ "tokens": 10000, "per": "minute" }""", top: "\"prices\": [ { \"model\": \"t0/*\", \"input\": 1, \"output\": 1, \"max_output\": 128000 } ]");

        using var response = await targets.AskAsync();

        Assert.Equal(200, (int)response.StatusCode);
    }

    [Fact]
    public async Task Money_is_set_aside_for_all_that_a_model_can_write()
    {
        await using var targets = await StartAsync(1, """{ "usd": 0.1, "per": "day" }""", top: "\"prices\": [ { \"model\": \"t0/*\", \"input\": 1, \"output\": 1, \"max_output\": 128000 } ]");

        using var unsaid = await targets.AskAsync();
        using var said = await targets.AskAsync(client: "anthropic");

        Assert.Equal((402, 200), ((int)unsaid.StatusCode, (int)said.StatusCode));
    }

    [Fact]
    public async Task What_others_use_is_not_told()
    {
        await using var targets = await StartAsync(1, """{ "tokens": 4200, "per": "minute" }""");
        using var first = await targets.AskAsync();
        targets.Upstreams[0].Otherwise = static _ => Script.Stall();
        var running = targets.AskAsync();
        while (targets.Upstreams[0].Received.Count < 2)
            await Task.Delay(5);

        using var refused = await targets.AskAsync();

        var message = JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["error"]!["message"]!.GetValue<string>();
        Assert.Contains("what is left does not suffice", message, StringComparison.Ordinal);
        Assert.DoesNotContain("are used", message, StringComparison.Ordinal);
        await targets.Gateway.DisposeAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => running);
    }

    private static async Task<Targets> StartAsync(int count, string limits, string first = "", string others = "", string top = "")
    {
        var targets = await Targets.StartAsync(count, backend: first, others: others, top: $"\"limits\": [ {limits} ]{(top.Length > 0 ? ", " + top : "")}");
        foreach (var upstream in targets.Upstreams)
            upstream.Otherwise = static _ => Good;
        return targets;
    }

    private static async Task<IEnumerable<JsonNode>> BudgetsAsync(Targets targets) => JsonNode.Parse(await targets.Gateway.Client.GetStringAsync("admin/budgets"))!["budgets"]!.AsArray().Select(static node => node!);

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;
}
