using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Parley.Architecture.Tests;
using Parley.Architecture.Tests.Scanning;
using Parley.Configuration;
using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Docs.Tests.Reading;
using Parley.Resilience;

namespace Parley.Docs.Tests;

/// <summary>The pages of docs/reference hold exactly what the code holds.</summary>
public sealed partial class ReferenceTests
{
    [Fact]
    public void Every_key_of_the_configuration_is_documented_and_no_other()
    {
        var documented = Documented(Page.Of("docs/reference/config.md")).ToList();
        var known = Keys(JsonNode.Parse(ConfigurationSchema.OfConfiguration())!, "").ToList();

        Rule.Holds("These keys exist and are not in docs/reference/config.md.", known.Except(documented));
        Rule.Holds("These keys are in docs/reference/config.md and do not exist.", documented.Except(known));
    }

    [Fact]
    public void Defaults_of_the_configuration_are_the_real_ones()
    {
        var defaults = Page.Of("docs/reference/config.md").Rows().Where(static row => row.Length == 4).DistinctBy(static row => row[0]).ToDictionary(static row => row[0], static row => row[2]);
        var server = new ServerOptions();
        var timeouts = Timeouts.Default;

        Assert.Equal($"`{server.Http}`", defaults["`http`"]);
        Assert.Equal($"{server.MaxBodyBytes >> 20}", defaults["`max_body_mb`"]);
        Assert.Equal($"{server.MaxBufferedBytes >> 20}", defaults["`max_buffered_mb`"]);
        Assert.Equal($"{server.KeepAlive.TotalMilliseconds}", defaults["`keepalive_ms`"]);
        Assert.Equal(server.AllowSlowLane ? "true" : "false", defaults["`allow_slow_lane`"]);
        Assert.Equal($"{timeouts.Total.TotalMilliseconds}", defaults["`timeout_ms`"]);
        Assert.Equal($"{timeouts.Connect.TotalMilliseconds}", defaults["`connect_timeout_ms`"]);
        Assert.Equal($"{timeouts.FirstEvent.TotalMilliseconds}", defaults["`first_event_timeout_ms`"]);
        Assert.Equal($"{timeouts.Idle.TotalMilliseconds}", defaults["`idle_timeout_ms`"]);
    }

    [Fact]
    public void Every_problem_code_is_documented_in_its_own_words()
    {
        var page = Page.Of("docs/reference/errors.md");
        Assert.Equal(ProblemCode.All.Select(static code => $"{code.Id}: {code.Title}"), page.Headings.Where(static heading => heading.StartsWith("PRL", StringComparison.Ordinal)));
        Assert.All(ProblemCode.All, code => Assert.Contains(code.Explanation, page.Lines));
    }

    [Fact]
    public void Every_kind_of_fault_is_documented_with_status_and_failover()
    {
        var rows = Page.Of("docs/reference/http-api.md").Rows("Faults").Select(static row => string.Join(" | ", row[..3]));
        var kinds = Enum.GetValues<FaultKind>().Select(static kind => $"{kind} | {FaultStatus.Of(kind)} | {GoesOn(kind)}");

        Assert.Equal(kinds.Order(), rows.Order());
    }

    [Fact]
    public void Every_route_of_a_dialect_and_every_header_is_documented()
    {
        var page = string.Join('\n', Page.Of("docs/reference/http-api.md").Lines);
        var routes = KnownDialects.All.SelectMany(static dialect => dialect.Operations).SelectMany(static operation => operation.Routes).Select(static route => '/' + route);
        var mapped = Repository.Files("src/Parley.AspNetCore", ".cs").SelectMany(static path => MappedPath().Matches(Repository.Text(path))).Select(static match => match.Groups["path"].Value);
        var ollama = Repository.Files("src/Parley.AspNetCore", ".cs").SelectMany(static path => OllamaPath().Matches(Repository.Text(path))).Select(static match => "/api" + match.Groups["path"].Value);
        var headers = Repository.Files("src", ".cs").SelectMany(static path => Header().Matches(Repository.Text(path))).Select(static match => match.Value);

        Rule.Holds("docs/reference/http-api.md lacks this.", routes.Concat(mapped).Concat(ollama).Concat(headers).Where(name => !page.Contains($"`{name}", StringComparison.Ordinal) && !page.Contains($" {name}`", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_provider_of_the_catalog_is_listed_as_it_is()
    {
        var rows = Page.Of("docs/reference/providers.md").Rows().Where(static row => row[0].StartsWith('`')).Select(static row => string.Join(" | ", row));
        var providers = Catalog.BuiltIn.All.Select(static provider => string.Join(" | ", $"`{provider.Name}`", provider.DisplayName, Codes(provider.Aliases), provider.Dialect, Codes(provider.Env), Codes(provider.EndpointEnv)));

        Assert.Equal(providers.Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
    }

    private static string Codes(IEnumerable<string> names) => string.Join(", ", names.Select(static name => $"`{name}`"));

    /// <summary>The paths of all properties: <c>backends[].auth.scheme</c>. A provider's members are those of the catalog's schema, which describes them.</summary>
    private static IEnumerable<string> Keys(JsonNode schema, string prefix)
    {
        foreach (var (name, property) in schema["properties"]?.AsObject() ?? [])
        {
            var path = prefix + name;
            yield return path;
            var inner = path == "providers" ? [] : property!["items"] is { } items ? Keys(items, path + "[].") : property["additionalProperties"] is JsonObject named ? Keys(named, path + ".*.") : Keys(property, path + ".");
            foreach (var key in inner)
                yield return key;
        }
    }

    private static string GoesOn(FaultKind kind) => FaultTable.Of(new Fault(kind, "")).Remedy switch
    {
        Remedy.Stop => "no",
        Remedy.LargerWindow or Remedy.OtherFilter => "some",
        _ => "yes",
    };

    /// <summary>The names in the first cells, below the group that the heading names, or the groups.</summary>
    private static IEnumerable<string> Documented(Page page) =>
        from heading in page.Headings.Skip(1).Where(static heading => heading.StartsWith('`') || heading == "The file")
        from prefix in heading == "The file" ? [""] : heading.Split(", ").Select(static place => place.Trim('`') + '.')
        from row in page.Rows(heading)
        from Match name in Code().Matches(row[0])
        select prefix + name.Groups["name"].Value;

    [GeneratedRegex("`(?<name>[^`]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();

    [GeneratedRegex("\"(?<path>/(health|v1|v1beta)/[a-z]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MappedPath();

    [GeneratedRegex("root \\+ \"(?<path>/[a-z]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OllamaPath();

    [GeneratedRegex("x-parley-[a-z-]+", RegexOptions.None, 1000)]
    private static partial Regex Header();
}
