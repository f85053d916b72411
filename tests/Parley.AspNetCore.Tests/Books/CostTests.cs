using Parley.AspNetCore.Tests.Keys;
using Parley.Configuration;
using Parley.Ledger.Budgets;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Books;

/// <summary>What calls cost that write no answer: vectors and orders of documents, counts, and calls that fail.</summary>
public sealed class CostTests
{
    private const string Vectors = """{"object":"list","data":[{"object":"embedding","index":0,"embedding":[1,0.5]}],"model":"m","usage":{"prompt_tokens":4,"total_tokens":4}}""";

    [Theory]
    [InlineData("openai", "v1/embeddings", """{"model":"b/m","input":"one"}""", Vectors, 4)]
    [InlineData("openai", "v2/embed", """{"model":"b/m","texts":["one"],"input_type":"search_query","embedding_types":["float"]}""", Vectors, 4)]
    [InlineData("vllm", "v1/rerank", """{"model":"b/m","query":"q","documents":["one"]}""", """{"id":"r","model":"m","usage":{"total_tokens":6},"results":[{"index":0,"relevance_score":0.5}]}""", 6)]
    public async Task What_only_reads_costs_what_it_has_read_and_counts_after_a_restart_too(string type, string path, string request, string reply, int tokens)
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Json(reply));
        await using var gateway = await StartAsync(upstream, type);
        var key = await gateway.MakeAsync("ci", """{"budget":"1 usd/day"}""");

        using var response = await gateway.Running.PostAsync(path, request, ("x-api-key", key));

        Assert.Equal(200, (int)response.StatusCode);
        // Two dollars for a million of read tokens, in trillionths.
        Assert.Equal([$"{tokens}|0|exact|{tokens * 2_000_000}|USD"], await gateway.AskLedgerAsync("select input, output, quality, cost, currency from ledger"));
        var now = DateTimeOffset.UtcNow;
        var sum = Assert.Single(await ((IBudgetHistory)gateway.Store).SumAsync(new BudgetQuestion(BudgetMeasure.Money, [BudgetScope.Key], "USD", now.AddHours(-1), now.AddHours(1), TimeSpan.FromMinutes(1)), CancellationToken.None));
        Assert.Equal(tokens * 0.000002m, sum.Amount);
    }

    [Theory]
    [InlineData("anthropic", 1)]
    [InlineData("openai-compatible", 0)]
    public async Task Count_is_no_turn_and_free_whoever_counts(string type, int sent)
    {
        await using var upstream = new ScriptedUpstream();
        for (var i = 0; i < sent * 3; i++)
            upstream.Then(Script.Json("""{"input_tokens":14}"""));
        upstream.Then(Script.Json(type == "anthropic" ? WireSample.Anthropic.Reply : WireSample.OpenAI.Reply));
        await using var gateway = await StartAsync(upstream, type, """, "sessions": { "max_turns": 1 }, "limits": [ { "for": { "session": "*" }, "requests": 1, "per": "day" } ]""");
        var statuses = new List<int>();

        foreach (var path in (string[])["v1/messages/count_tokens", "v1/messages/count_tokens", "v1/messages/count_tokens", "v1/messages", "v1/messages"])
        {
            using var response = await gateway.Running.PostAsync(path, """{"model":"b/m","max_tokens":9,"messages":[{"role":"user","content":"Hello there"}]}""", ("x-parley-session", "s"));
            statuses.Add((int)response.StatusCode);
        }

        Assert.Equal([200, 200, 200, 200, 402], statuses);
        Assert.Equal(Enumerable.Repeat($"{sent}|1|0|0|exact|0|USD", 3), await gateway.AskLedgerAsync("select is_sent, is_answer, input, output, quality, cost, currency from ledger where operation = 'count_tokens'"));
        var now = DateTimeOffset.UtcNow;
        var turns = await ((IBudgetHistory)gateway.Store).SumAsync(new BudgetQuestion(BudgetMeasure.Requests, [BudgetScope.Session], null, now.AddHours(-1), now.AddHours(1), TimeSpan.FromMinutes(1)), CancellationToken.None);
        Assert.Equal(1, turns.Sum(static turn => turn.Amount));
    }

    [Theory]
    [InlineData(500, """{"error":{"message":"no"}}""", "0|EUR")]
    [InlineData(429, """{"error":{"message":"no"}}""", "0|EUR")]
    [InlineData(400, """{"error":{"message":"no"}}""", "0|EUR")]
    [InlineData(200, "no JSON", "|")]
    public async Task Call_that_the_provider_refused_is_free_in_the_books_as_in_the_limits(int status, string reply, string cost)
    {
        await using var upstream = new ScriptedUpstream { Otherwise = _ => Script.Json(reply, status) };
        await using var gateway = await KeyedGateway.StartAsync($$"""
            {
              "backends": [ { "id": "b", "type": "openai-compatible", "endpoint": "{{upstream.Address}}" } ],
              "prices": [ { "model": "b/*", "input": 2, "output": 8, "currency": "EUR" } ],
              "limits": [ { "money": 1, "currency": "EUR", "per": "day" } ],
              "retry": { "max_retries": 0 }
            }
            """);

        using var response = await gateway.Running.PostAsync("v1/chat/completions", """{"model":"b/m","messages":[{"role":"user","content":"Hello there"}]}""");
        var spent = (await gateway.AdminAsync(HttpMethod.Get, "admin/budgets", null)).Body!["budgets"]![0]!["spent"]!.GetValue<decimal>();

        Assert.Equal([cost], await gateway.AskLedgerAsync("select cost, currency from ledger where is_sent = 1 group by cost, currency"));
        Assert.Equal(cost.StartsWith('0'), spent == 0);
    }

    private static Task<KeyedGateway> StartAsync(ScriptedUpstream upstream, string type, string more = "") => KeyedGateway.StartAsync($$"""
        {
          "backends": [ { "id": "b", "type": "{{type}}", "endpoint": "{{upstream.Address}}", "api_key": "sk-b", "retry": { "max_retries": 0 } } ],
          "prices": [ { "model": "b/*", "input": 2, "output": 8 } ]{{more}}
        }
        """);
}
