using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Parley.Configuration;
using Parley.Configuration.Diagnostics;

namespace Parley.AspNetCore.Tests.Hosting;

/// <summary>Parley in a host's container.</summary>
public sealed class ParleyServicesTests
{
    private const string Ask = """{"model":"code/m","messages":[{"role":"user","content":"x"}]}""";

    [Fact]
    public async Task Injected_client_and_endpoints_are_one_engine()
    {
        await using var app = await HostApp.StartAsync(static services => services.AddParley(static builder => builder.AddBackend(Code("hello"))), static app => app.MapParley());

        await app.PostAsync("/v1/chat/completions", Ask);

        Assert.Equal(1, app.Services.GetRequiredService<ParleyClient>().Statistics.Report().Succeeded);
    }

    [Fact]
    public async Task Named_clients_are_keyed_services_and_serve_below_prefixes_of_their_own()
    {
        await using var app = await HostApp.StartAsync(
            static services => services.AddParley("cheap", static builder => builder.AddBackend(Code("cheap answer"))).AddParley("good", static builder => builder.AddBackend(Code("good answer"))),
            static app =>
            {
                app.MapParley("/cheap", static options => options.Client = "cheap");
                app.MapParley("/good", static options => options.Client = "good");
                app.MapGet("/injected", static async ([FromKeyedServices("cheap")] ParleyClient parley) => (await parley.ChatAsync("code/m", "x")).Text);
            });

        Assert.Contains("cheap answer", await (await app.PostAsync("/cheap/v1/chat/completions", Ask)).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("good answer", await (await app.PostAsync("/good/v1/chat/completions", Ask)).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("cheap answer", await app.Client.GetStringAsync("injected"));
        Assert.Equal(HttpStatusCode.NotFound, (await app.PostAsync("/good/v1beta/models/code/m:nothing", "{}")).StatusCode);
    }

    [Fact]
    public async Task Wrong_configuration_stops_the_start_with_every_problem()
    {
        await using var app = HostApp.Build(static services => services
            .AddParley(static builder => builder.AddBackend("nobody-knows-this").AddModel("m", "missing/model"))
            .AddParley("named", static builder => builder.AddBackend("nor-that")));

        var wrong = await Assert.ThrowsAsync<ConfigurationException>(() => app.StartAsync());

        Assert.Contains("nobody-knows-this", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("missing", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("nor-that", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Section_of_the_hosts_configuration_has_the_keys_of_a_file_in_any_case()
    {
        var section = Section(("Parley:Backends:0:Id", "up"), ("Parley:Backends:0:Type", "openai-compatible"), ("Parley:Backends:0:BaseUrl", "http://127.0.0.1:9/v1"), ("Parley:Backends:0:ModelMap:GPT-4o", "Llama_3"),
            ("Parley:Backends:0:TimeoutMs", "1500"), ("Parley:Backends:0:Enabled", "True"), ("Parley:models:0:name", "fast"), ("Parley:models:0:targets:0", "up/a"), ("Parley:models:0:targets:1", "up/b"));
        await using var services = new ServiceCollection().AddParley(section).BuildServiceProvider();

        var snapshot = services.GetRequiredService<ParleyClient>().Gateway.Snapshot;

        Assert.Equal("http://127.0.0.1:9/v1/", snapshot.Find("up")!.BaseAddress.AbsoluteUri);
        Assert.Equal(TimeSpan.FromSeconds(1.5), snapshot.Find("up")!.Timeouts.Total);
        Assert.Equal("Llama_3", snapshot.Find("up")!.ModelMap["GPT-4o"]);
        Assert.Equal(["up/a", "up/b"], snapshot.Models["fast"].Targets.Select(static target => target.ToString()));
    }

    [Fact]
    public async Task Problems_of_a_section_stand_at_their_keys_and_show_no_secret()
    {
        await using var services = new ServiceCollection().AddParley(Section(("Parley:Backends:0:Id", "up"), ("Parley:Backends:0:Tipe", "openai"), ("Parley:Backends:0:Timeout", "soon"), ("Parley:Backends:0:ApiKey:x", "sk-very-secret")))
            .BuildServiceProvider();

        var wrong = Assert.Throws<ConfigurationException>(() => services.GetRequiredService<ParleyClient>());

        Assert.Contains("--> Parley:Backends:0:Tipe\n", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("--> Parley:Backends:0:Timeout\n", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("very-secret", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Section_lies_over_what_a_file_says_of_the_same_backend()
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(file, """{ "backends": [{ "id": "up", "type": "openai-compatible", "base_url": "http://127.0.0.1:9/v1", "region": "far" }], "cache": { "enabled": true } }""", TestContext.Current.CancellationToken);
        try
        {
            await using var services = new ServiceCollection().AddParley(builder => builder.FromFile(file).FromConfiguration(Section(("Parley:Backends:0:Id", "up"), ("Parley:Backends:0:Region", "near"), ("Parley:Cache:Ttl", "60"))))
                .BuildServiceProvider();

            var snapshot = services.GetRequiredService<ParleyClient>().Gateway.Snapshot;

            Assert.Equal("near", snapshot.Find("up")!.Region);
            Assert.Equal("http://127.0.0.1:9/v1/", snapshot.Find("up")!.BaseAddress.AbsoluteUri);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Container_that_is_disposed_of_synchronously_stops_the_client()
    {
        ParleyClient client;
        using (var services = new ServiceCollection().AddParley(static builder => builder.AddBackend(Code("x"))).BuildServiceProvider())
            client = services.GetRequiredService<ParleyClient>();

        client.Dispose();
        Assert.NotNull(client.Statistics);
    }

    [Fact]
    public async Task Several_calls_add_up_and_see_other_services()
    {
        await using var services = new ServiceCollection().AddSingleton(new Phrase("from a service"))
            .AddParley(static builder => builder.AddModel("m", "code/x"))
            .AddParley(static (provider, builder) => builder.AddBackend(Code(provider.GetRequiredService<Phrase>().Text)))
            .BuildServiceProvider();

        Assert.Equal("from a service", (await services.GetRequiredService<ParleyClient>().ChatAsync("m", "x", cancellationToken: TestContext.Current.CancellationToken)).Text);
    }

    [Fact]
    public async Task User_of_the_host_is_limited_like_the_key_that_the_host_names()
    {
        await using var app = await HostApp.StartAsync(
            static services => services.AddParley(static builder => builder.AddBackend(Code("hello"))),
            static app => app.MapParley("/llm", static options =>
            {
                options.Authorization = ParleyAuthorization.Host;
                options.CallerOf = static context => CallerKey.Of(context.User.Identity!.Name!, "user") with { IsDisabled = context.User.Identity.Name == "bob", MayCall = context.User.Identity.Name != "eve" };
            }).RequireAuthorization("people"));

        Assert.Equal(HttpStatusCode.OK, (await app.PostAsync("/llm/v1/chat/completions", Ask, "user-ann")).StatusCode);
        Assert.Contains("key_disabled", await (await app.PostAsync("/llm/v1/chat/completions", Ask, "user-bob")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("not_caller", await (await app.PostAsync("/llm/v1/chat/completions", Ask, "user-eve")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static DelegateBackend Code(string text) => new("code", (_, _) => Say(text));

    private static async IAsyncEnumerable<string> Say(string text)
    {
        await Task.CompletedTask;
        yield return text;
    }

    private static IConfigurationSection Section(params (string Key, string Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(static pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))).Build().GetSection("Parley");

    private sealed record Phrase(string Text);
}
