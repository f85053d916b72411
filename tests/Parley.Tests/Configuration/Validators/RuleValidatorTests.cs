namespace Parley.Tests.Configuration;

/// <summary>Rules over parameters, and descriptions of servers without a dialect, that are not whole.</summary>
public sealed class RuleValidatorTests
{
    [Theory]
    [InlineData("""{ "parameter": "temperature", "action": "clamp" }""", "the action clamp needs `most`")]
    [InlineData("""{ "parameter": "temperature", "action": "set" }""", "the action set needs `value`")]
    [InlineData("""{ "parameter": "temperature", "action": "rename" }""", "the action rename needs `to`")]
    [InlineData("""{ "action": "drop" }""", "field `parameter` is missing")]
    [InlineData("""{ "parameter": "temperature", "action": "forget" }""", "`forget` is not one of drop, rename, clamp, set, reject")]
    public void Rule_that_is_not_whole_is_refused(string rule, string message)
    {
        Assert.Equal(message, Files.Load($$"""{ "backends": [ { "id": "x", "type": "vllm", "parameters": [ {{rule}} ] } ] }""").OnlyError().Message);
        Assert.Equal(message, Files.Load($$"""{ "providers": { "vllm": { "parameters": [ {{rule}} ] } } }""").OnlyError().Message);
    }

    [Fact]
    public void Rules_of_the_backend_come_after_those_of_the_provider()
    {
        var snapshot = Files.Compile("""
            { "providers": { "vllm": { "parameters": [ { "parameter": "seed", "action": "drop" } ] } },
              "backends": [ { "id": "x", "type": "vllm", "flags": ["a-*"], "parameters": [ { "parameter": "top_k", "models": ["q*"], "action": "set", "value": 5 } ] } ] }
            """);

        Assert.Equal(["seed", "top_k"], snapshot.BackendList[0].Parameters.Select(static rule => rule.Parameter));
        Assert.Equal(["a-*"], snapshot.BackendList[0].Profile.Flags);
        Assert.True(snapshot.BackendList[0].Parameters[1].IsFor("qwen"));
        Assert.False(snapshot.BackendList[0].Parameters[1].IsFor("llama"));
    }

    [Theory]
    [InlineData("""{ "dialect": "rest", "baseUrl": "https://h/" }""", "rest")]
    [InlineData("""{ "dialect": "rest", "rest": { "reply": { "text": "t" } } }""", "rest.body")]
    [InlineData("""{ "dialect": "rest", "rest": { "body": { "p": "{prompt}" } } }""", "rest.reply.text")]
    [InlineData("""{ "dialect": "rest", "rest": { "body": { "p": "{prompt}" }, "reply": { "text": "t" }, "stream": {} } }""", "rest.stream.places.text")]
    [InlineData("""{ "dialect": "rest", "rest": { "body": { "p": "{prompt}" }, "reply": { "text": "t" }, "poll": {} } }""", "rest.poll.address")]
    public void Server_that_is_not_described_whole_is_refused(string provider, string field) =>
        Assert.Equal($"provider `mine` of the dialect rest has no `{field}`", Files.Load($$"""{ "providers": { "mine": {{provider}} } }""").OnlyError().Message);

    [Fact]
    public void Description_beside_a_dialect_is_refused() =>
        Assert.Contains("dialect openai-chat", Files.Load("""{ "providers": { "vllm": { "rest": { "path": "x" } } } }""").OnlyError().Message);

    [Fact]
    public void Template_keeps_the_kinds_of_its_values()
    {
        var snapshot = Files.Compile("""
            { "providers": { "mine": { "dialect": "rest", "baseUrl": "https://h/", "rest": { "path": "p", "body": { "a": 1.5, "b": true, "c": null, "d": "1", "e": ["{prompt}", { "f": "x" }] }, "reply": { "text": "t" } } } },
              "backends": [ { "id": "x", "type": "mine", "api_key": "k" } ] }
            """);

        Assert.Equal("""{"a":1.5,"b":true,"c":null,"d":"1","e":["{prompt}",{"f":"x"}]}""", snapshot.BackendList[0].Provider.Rest!.Body);
    }
}
