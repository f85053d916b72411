using Parley.Configuration.Diagnostics;

namespace Parley.Tests.Configuration;

public sealed class ValidatorTests
{
    [Theory]
    [InlineData("""{ "backend": [] }""", "PRL1002", "did you mean `backends`?")]
    [InlineData("""{ "backends": [ { "id": "a", "type": "ollama", "api_key_evn": "X" } ] }""", "PRL1002", "did you mean `api_key_env`?")]
    [InlineData("""{ "backends": [ { "id": "a", "type": "ollama", "endpoint": "http://a", "baseUrl": "http://b" } ] }""", "PRL1003", "keep one of the two")]
    [InlineData("""{ "backends": [ { "id": "a", "type": "openai", "api_key": "${K}", "api_key_env": "K" } ] }""", "PRL1003", "keep one of the two")]
    [InlineData("""{ "backends": [ { "id": "a", "type": "ollama", "enabled": "yes" } ] }""", "PRL1004", "write `true`")]
    [InlineData("""{ "backends": [ { "id": "a", "type": "ollama", "priority": "high" } ] }""", "PRL1004", "write a whole number")]
    [InlineData("""{ "backends": [ { "id": "a", "type": "ollama", "timeout_ms": [] } ] }""", "PRL1004", "write a number of milliseconds")]
    [InlineData("""{ "backends": { "id": "a" } }""", "PRL1004", "write a list")]
    [InlineData("""{ "backends": [ { "id": "a", "type": "ollama", "model_capability": { "supported_model_patterns": "x" } } ] }""", "PRL1004", "write [ x ]")]
    [InlineData("""{ "backends": [ { "id": "a", "type": "ollama", "defaults": { "temperature": 3 } } ] }""", "PRL1005", "2 at most")]
    [InlineData("""{ "backends": [ { "id": "a", "type": "ollama", "auth": { "scheme": "baerer" } } ] }""", "PRL1005", "did you mean `bearer`?")]
    [InlineData("""{ "backends": [ { "type": "ollama" } ] }""", "PRL1006", "add `id`")]
    [InlineData("""{ "backends": [ { "id": "mystery" } ] }""", "PRL1006", "add `type`")]
    [InlineData("""{ "backends": [ { "id": "a", "type": "ollama", "endpoint": "${NOT_THERE}" } ] }""", "PRL1007", "set it, or write a default: ${NOT_THERE:-default}")]
    [InlineData("""{ "backends": [ { "id": "a", "type": "olama" } ] }""", "PRL1101", "did you mean `ollama`?")]
    [InlineData("""{ "backends": [ { "id": "a", "type": "ollama" }, { "id": "A", "type": "ollama" } ] }""", "PRL1102", "give it another id")]
    [InlineData("""{ "models": [ { "name": "m", "targets": ["grq/x"] } ] }""", "PRL1103", "did you mean `groq/x`?")]
    [InlineData("""{ "backends": [ { "id": "a/b", "type": "ollama" } ] }""", "PRL1104", "write `a-b`")]
    [InlineData("""{ "backends": [ { "id": "a", "type": "groq", "variables": { "resource": "x" } } ] }""", "PRL1002", "leave it out")]
    [InlineData("""{ "backends": [ { "id": "a", "type": "openai", "auth": { "scheme": "header" } } ] }""", "PRL1108", "add `header`")]
    [InlineData("""{ "models": [ { "name": "m", "targets": ["parley/echo"], "parallel": { "mode": "first" }, "hedge": { "enabled": true } } ] }""", "PRL1109", "keep one of them: `hedge` would do nothing")]
    [InlineData("""{ "models": [ { "name": "m", "targets": ["parley/echo"], "parallel": { "mode": "all" }, "forwarding": { "enabled": true } } ] }""", "PRL1109", "keep one of them: `parallel` would do nothing")]
    [InlineData("""{ "models": [ { "name": "m", "targets": ["parley/echo"], "hedge": { "enabled": true }, "forwarding": { "enabled": true } } ] }""", "PRL1109", "keep one of them: `hedge` would do nothing")]
    [InlineData("""{ "routing": { "model_translation": { "substitutes": { "code": "coder" } } } }""", "PRL1110", "name one of `models`, or write backend/model")]
    [InlineData("""{ "models": [ { "name": "coder", "targets": ["parley/echo"] } ], "routing": { "model_translation": { "substitutes": { "code": "coedr" } } } }""", "PRL1110", "did you mean `coder`?")]
    [InlineData("""{ "backends": [ { "id": "a", "type": "ollama" } ], "routing": { "model_translation": { "substitutes": { "code": "" } } } }""", "PRL1110", "name one of `models`, or write backend/model")]
    [InlineData("""{ "backends": [ { "id": "a", "type": "ollama", "model_capability": { "supported_model_patterns": ["x*"] } } ], "routing": { "model_translation": { "substitutes": { "any": "y" } } } }""", "PRL1110", "name one of `models`, or write backend/model")]
    [InlineData("""{ "routing": { "model_translation": { "substitutes": { "cod": "parley/echo" } } } }""", "PRL1005", "one of text, code, image, audio, realtime, any")]
    [InlineData("""{ "server": { "http": "somewhere" } }""", "PRL1105", "write host:port, like 127.0.0.1:4000")]
    [InlineData("""{ "server": { "http": "0.0.0.0:4000" } }""", "PRL1107", "listen on 127.0.0.1, or add a key")]
    [InlineData("""{ "server": { "http": ":4000" } }""", "PRL1107", "listen on 127.0.0.1, or add a key")]
    [InlineData("""{ "keys": [ { "name": "dev", "key_env": "NOT_THERE" } ] }""", "PRL1007", "set it to the key that callers are to show")]
    [InlineData("""{ "keys": [ { "name": "dev" } ] }""", "PRL1006", "add `key_env` or `key`")]
    [InlineData("""{ "models": [ { "name": "m", "targets": ["vllm"] } ] }""", "PRL1006", "write `vllm/model`")]
    [InlineData("""{ "providers": { "mine": { "baseUrl": "http://x" } } }""", "PRL1006", "add `dialect`, or `extends` with a provider that has one")]
    [InlineData("[]", "PRL1004", "begin with `backends:`")]
    [InlineData("""{ "backends": [ { "id": "a", "type": "ollama", "headers": { "Bad Name": "x" } } ] }""", "PRL1005", "letters, digits and hyphens")]
    [InlineData("""{ "backends": [ { "id": "a", "type": "ollama", "custom_headers": { "X-A": "a\r\nX-B: b" } } ] }""", "PRL1005", "printable ASCII on one line")]
    public void Mistake_is_an_error_with_its_remedy(string json, string code, string hint)
    {
        var loaded = Files.Load(json);

        var problem = loaded.OnlyError();
        Assert.Null(loaded.Snapshot);
        Assert.Equal(code, problem.Code.Id);
        Assert.Equal(hint, problem.Hint);
        Assert.NotNull(problem.Span);
    }

    [Theory]
    [InlineData("""{ "backends": [ { "id": "a", "type": "openai", "api_key": "sk-1234567890" } ] }""", "PRL1202")]
    [InlineData("""{ "keys": [ { "name": "dev", "key": "sk-1234567890" } ] }""", "PRL1202")]
    [InlineData("""{ "backends": [ { "id": "a", "type": "openai", "api_key": "${SET}", "headers": { "authorization": "Basic eA==" } } ] }""", "PRL1109")]
    [InlineData("""{ "backends": [ { "id": "a", "type": "ollama", "timeout": 60000 } ] }""", "PRL1203")]
    [InlineData("""{ "backends": [ { "id": "a", "type": "ollama", "timeout_ms": 30 } ] }""", "PRL1203")]
    [InlineData("""{ "backends": [ { "id": "a", "type": "ollama", "priority": 1, "characteristics": { "priority": 2 } } ] }""", "PRL1003")]
    [InlineData("""{ "backends": [ { "id": "a", "type": "ollama" } ], "models": [ { "name": "a/x", "targets": ["a/y"] } ] }""", "PRL1201")]
    [InlineData("""{ "backends": [ { "id": "a", "type": "ollama" } ], "models": [ { "name": "coder", "targets": ["a/y"] } ], "routing": { "model_translation": { "substitutes": { "code": "codr" } } } }""", "PRL1110")]
    [InlineData("""{ "models": [ { "name": "m", "targets": ["parley/echo"], "hedge": { "after_ms": 200 } } ] }""", "PRL1206")]
    [InlineData("""{ "models": [ { "name": "m", "targets": ["parley/echo"], "forwarding": { "min_confidence": 0.9 } } ] }""", "PRL1206")]
    [InlineData("""{ "models": [ { "name": "m", "targets": ["parley/echo"], "parallel": { "max_targets": 2 } } ] }""", "PRL1206")]
    [InlineData("""{ "hedge": { "after_ms": 5, "max_share": 1 } }""", "PRL1206")]
    [InlineData("""{ "backends": [ { "id": "a", "type": "ollama", "slow_stream": { "window_ms": 100 } } ] }""", "PRL1206")]
    [InlineData("""{ "efficiency": { "quiet_hours": { "from": "21:00" } } }""", "PRL1206")]
    [InlineData("""{ "efficiency": { "rules": [ { "mode": "quiet" } ] } }""", "PRL1206")]
    public void Oddity_is_a_warning_and_the_configuration_is_used(string json, string code)
    {
        var loaded = Files.Load(json);

        Assert.NotNull(loaded.Snapshot);
        var problem = Assert.Single(loaded.Problems);
        Assert.Equal((code, Severity.Warning), (problem.Code.Id, problem.Severity));
    }

    [Theory]
    [InlineData("""{ "hedge": { "enabled": false, "after_ms": 5 } }""")]
    [InlineData("""{ "hedge": { "after_ms": 5 }, "models": [ { "name": "m", "targets": ["parley/echo"], "hedge": { "enabled": true } } ] }""")]
    [InlineData("""{ "models": [ { "name": "m", "targets": ["parley/echo"], "parallel": { "mode": "all", "max_targets": 2 } } ] }""")]
    [InlineData("""{ "backends": [ { "id": "a", "type": "ollama", "slow_stream": { "min_tokens_per_second": 1, "window_ms": 100 } } ] }""")]
    [InlineData("""{ "efficiency": { "mode": "auto", "quiet_hours": { "from": "21:00" } } }""")]
    [InlineData("""{ "efficiency": { "intensity_g_per_kwh": 400 } }""")]
    public void Settings_of_what_is_switched_on_are_no_oddity(string json) => Assert.Empty(Files.Load(json).Problems);

    [Theory]
    [InlineData("""  "routing": { "strategy": "lowest_cost" }  """)]
    [InlineData("""  "routing": { "prices": { "assumed": 5 } }  """)]
    [InlineData("""  "routing": { "expression": "-target.cost" }  """)]
    [InlineData("""  "keys": [ { "name": "k", "key_env": "KEY", "strategy": "scored" } ]  """)]
    [InlineData("""  "keys": [ { "name": "k", "key_env": "KEY", "max_cost": 1 } ]  """)]
    [InlineData("""  "models": [ { "name": "m", "targets": ["a/x"], "strategy": "adaptive" } ]  """)]
    [InlineData("""  "models": [ { "name": "m", "targets": ["a/x"], "max_cost": 1 } ]  """)]
    [InlineData("""  "models": [ { "name": "m", "targets": ["a/x"], "strategy": "expression", "expression": "0 - target.cost_efficiency" } ]  """)]
    public void Price_without_an_exchange_rate_is_one_warning_where_prices_are_compared(string comparing)
    {
        var loaded = Files.Load(PricesInEuro(comparing), ("KEY", "a-long-key"));

        Assert.NotNull(loaded.Snapshot);
        var problem = Assert.Single(loaded.Problems);
        Assert.Equal(("PRL1205", Severity.Warning, 3), (problem.Code.Id, problem.Severity, problem.Span!.Line));
        Assert.Equal("the price of backend `a`, and of 1 more, is in EUR, which has no exchange rate", problem.Message);
        Assert.Equal("say in `routing.prices.exchange_rates` what one EUR is worth in US dollars", problem.Hint);
    }

    [Theory]
    [InlineData("""  "routing": { "strategy": "priority", "expression": "target.place" }  """)]
    [InlineData("""  "routing": { "strategy": "lowest_cost", "prices": { "exchange_rates": { "eur": 1.1 } } }  """)]
    public void Price_is_no_warning_where_it_has_an_exchange_rate_or_nothing_compares_it(string section) => Assert.Empty(Files.Load(PricesInEuro(section)).Problems);

    private static string PricesInEuro(string section) => $$"""
        { "backends": [
            { "id": "free", "type": "ollama", "cost_per_token": 0 },
            { "id": "a", "type": "ollama", "cost_per_token": 0.1 }, { "id": "b", "type": "ollama", "cost_per_token": 0.1 } ],
          {{section}} }
        """;

    [Theory]
    [InlineData("openai-compatible", "/v1/responses", "use `type: openai-responses` to speak openai-responses there, or end the address before the operation")]
    [InlineData("openai-compatible", "/v1/messages/", "use `type: anthropic-compatible` to speak anthropic-messages there, or end the address before the operation")]
    [InlineData("openai-responses", "/v1/chat/completions", "use `type: openai-compatible` to speak openai-chat there, or end the address before the operation")]
    [InlineData("anthropic-compatible", "/v1/api/chat", "use `type: ollama` to speak ollama there, or end the address before the operation")]
    public void Address_that_ends_with_an_operation_of_another_dialect_is_a_warning_at_its_place(string type, string path, string hint)
    {
        var loaded = Files.Load($$"""
            { "backends": [
              { "id": "a", "type": "{{type}}",
                "endpoint": "https://host{{path}}", "api_key": "${KEY}" } ] }
            """, ("KEY", "k"));

        Assert.Equal("https://host/v1/", loaded.Snapshot!.BackendList[0].BaseAddress.AbsoluteUri);
        var problem = Assert.Single(loaded.Problems);
        Assert.Equal(("PRL1105", Severity.Warning, hint), (problem.Code.Id, problem.Severity, problem.Hint));
        Assert.Equal(3, problem.Span!.Line);
    }

    [Fact]
    public void All_problems_are_told_at_once_in_the_order_of_their_places()
    {
        var loaded = Files.Load("""
            { "backends": [
              { "id": "a", "type": "opnai", "prioritty": 1 },
              { "id": "a", "type": "ollama", "timeout_ms": "soon" } ],
              "models": [ { "name": "m", "targets": ["nowhere/x"] } ],
              "server": { "http": "0.0.0.0:1" } }
            """);

        Assert.Equal(["PRL1101@2", "PRL1002@2", "PRL1102@3", "PRL1004@3", "PRL1103@4", "PRL1107@5"], loaded.Problems.Select(problem => $"{problem.Code}@{problem.Span!.Line}"));
        Assert.Equal(loaded.Problems, Assert.Throws<ConfigurationException>(loaded.Require).Problems);
    }

    [Fact]
    public void Address_beyond_loopback_is_allowed_once_there_is_a_key() =>
        Assert.True(Files.Compile("""{ "server": { "http": "0.0.0.0:4000" }, "keys": [ { "name": "dev", "key_env": "K" } ] }""", ("K", "sk-long-enough")).Keys.AreRequired);

    [Fact]
    public void Echo_answers_until_there_is_a_key_unless_switched_on()
    {
        const string Key = """ "keys": [ { "name": "dev", "key_env": "K" } ] """;

        Assert.True(Files.Compile("{}").EchoEnabled);
        Assert.False(Files.Compile($$"""{ {{Key}} }""", ("K", "sk-long-enough")).EchoEnabled);
        Assert.True(Files.Compile($$"""{ {{Key}}, "server": { "echo": true } }""", ("K", "sk-long-enough")).EchoEnabled);
    }

    [Fact]
    public void Codes_are_unique_and_explained()
    {
        Assert.Equal(ProblemCode.All.Length, ProblemCode.All.Select(code => code.Id).Distinct().Count());
        Assert.All(ProblemCode.All, code => Assert.True(code.Explanation.Length > 40));
        Assert.Equal(typeof(ProblemCode).GetProperties().Count(property => property.PropertyType == typeof(ProblemCode)), ProblemCode.All.Length);
    }

    [Theory]
    [InlineData("llama3.2")]
    [InlineData("a/llama3.2")]
    [InlineData("b/anything")]
    [InlineData("auto")]
    [InlineData("parley/echo")]
    [InlineData("xyz-1")]
    [InlineData("small")]
    public void Substitute_that_may_lead_somewhere_is_taken(string name)
    {
        var loaded = Files.Load($$$"""
            { "backends": [ { "id": "a", "type": "ollama" }, { "id": "b", "type": "ollama", "model_capability": { "supported_model_patterns": ["xyz*"] } } ],
              "models": [ { "name": "small", "targets": ["a/y"] } ], "routing": { "model_translation": { "substitutes": { "any": "{{{name}}}" } } } }
            """);

        Assert.Empty(loaded.Problems);
    }
}
