using System.Collections.Concurrent;
using Parley.Configuration;
using Parley.Configuration.Discovery;
using Parley.Configuration.Options;

namespace Parley.Tests.Configuration;

public sealed class ZeroConfigurationTests
{
    [Fact]
    public async Task Provider_whose_key_is_in_the_environment_is_there()
    {
        var found = await FindAsync(new FakeServers(), ("GOOGLE_API_KEY", "g"), ("GROQ_API_KEY", "gsk"));

        Assert.Equal(["gemini", "groq"], found.Options.Backends.Select(backend => backend.Id).Order());
        Assert.Equal("GOOGLE_API_KEY", found.Findings.Single(finding => finding.Provider.Name == "gemini").Detail);
    }

    [Fact]
    public async Task Server_is_known_by_its_answer_and_not_by_its_port()
    {
        var servers = new FakeServers
        {
            ["http://127.0.0.1:8000/props"] = """{ "default_generation_settings": {} }""",
            ["http://127.0.0.1:8000/api/tags"] = """{ "models": [] }""",
            ["http://127.0.0.1:8080/v1/models"] = """{ "object": "list", "data": [ { "id": "m", "owned_by": "vllm" } ] }""",
            ["http://127.0.0.1:1234/api/version"] = """{ "version": "0.12.0" }""",
            ["http://127.0.0.1:30000/v1/models"] = """{ "data": [ { "id": "m", "owned_by": "somebody" } ] }""",
            ["http://127.0.0.1:11434/v1/models"] = "<html>",
        };

        var found = await FindAsync(servers);

        Assert.Equal(["llamacpp http://127.0.0.1:8000", "ollama http://127.0.0.1:1234", "vllm http://127.0.0.1:8080"], found.Options.Backends.Select(backend => $"{backend.Id} {backend.Endpoint}").Order());
    }

    [Theory]
    [InlineData("ollama", 11434, "/api/tags", """{ "models": [ { "name": "llama3.2:1b" } ] }""")]
    [InlineData("lmstudio", 1234, "/v1/models", """{ "data": [ { "id": "m", "owned_by": "organization_owner" } ] }""")]
    [InlineData("llamacpp", 8080, "/v1/models", """{ "data": [ { "id": "m", "owned_by": "llamacpp" } ] }""")]
    [InlineData("vllm", 8000, "/v1/models", """{ "data": [ { "id": "m", "owned_by": "vllm" } ] }""")]
    [InlineData("sglang", 30000, "/v1/models", """{ "data": [ { "id": "m", "owned_by": "sglang" } ] }""")]
    public async Task Each_kind_of_server_is_found(string name, int port, string path, string answer)
    {
        var found = await FindAsync(new FakeServers { [$"http://127.0.0.1:{port}{path}"] = answer });

        Assert.Equal(name, Assert.Single(found.Options.Backends).Id);
    }

    [Fact]
    public async Task Only_loopback_is_probed()
    {
        var servers = new FakeServers();

        var found = await FindAsync(servers, ("OLLAMA_HOST", "gpu-box:11434"));

        Assert.All(servers.Asked, address => Assert.Equal("127.0.0.1", address.Host));
        Assert.Equal("http://gpu-box:11434/", Assert.Single(found.Options.Backends).Endpoint);
    }

    [Fact]
    public async Task Port_of_the_environment_is_probed_too_and_the_gateways_own_is_not()
    {
        var servers = new FakeServers { ["http://127.0.0.1:11500/api/tags"] = """{ "models": [] }""" };

        var found = await new ZeroConfiguration(Catalog.BuiltIn, Files.Environment(("OLLAMA_HOST", "127.0.0.1:11500")), servers, TimeProvider.System)
            .FindAsync(new ServerOptions { Http = "127.0.0.1:8080" }, TestContext.Current.CancellationToken);

        Assert.Equal("http://127.0.0.1:11500", Assert.Single(found.Options.Backends).Endpoint);
        Assert.DoesNotContain(servers.Asked, address => address.Port == 8080);
    }

    [Fact]
    public async Task Servers_that_do_not_answer_hold_nothing_up()
    {
        var time = new StoppedTime();
        var finding = new ZeroConfiguration(Catalog.BuiltIn, _ => null, new SilentServers(), time).FindAsync(new ServerOptions(), TestContext.Current.CancellationToken);

        Assert.False(finding.IsCompleted);
        Assert.Equal(TimeSpan.FromMilliseconds(300), time.Due);
        time.Fire();
        Assert.Empty((await finding).Options.Backends);
    }

    [Fact]
    public async Task What_is_absent_or_incomplete_comes_with_its_fix()
    {
        var found = await FindAsync(new FakeServers(), ("AZURE_OPENAI_API_KEY", "k"));

        var azure = found.Findings.Single(finding => finding.Provider.Name == "azure-openai");
        Assert.Equal((FindingKind.Incomplete, "set AZURE_OPENAI_ENDPOINT"), (azure.Kind, azure.Fix));
        var ollama = found.Findings.Single(finding => finding.Provider.Name == "ollama");
        Assert.Equal((FindingKind.Absent, "127.0.0.1:11434", "ollama serve"), (ollama.Kind, ollama.Detail, ollama.Fix));
        Assert.Equal("set OPENAI_API_KEY", found.Findings.Single(finding => finding.Provider.Name == "openai").Fix);
    }

    [Fact]
    public async Task What_was_found_compiles()
    {
        var found = await FindAsync(new FakeServers { ["http://127.0.0.1:11434/api/tags"] = """{ "models": [] }""" }, ("OPENAI_API_KEY", "sk"));

        var snapshot = Files.Loader(("OPENAI_API_KEY", "sk")).Load(found.Options).Require();

        Assert.Equal(["ollama", "openai"], snapshot.BackendList.Select(backend => backend.Id));
        Assert.All(snapshot.BackendList, backend => Assert.True(backend.Enabled));
    }

    private static Task<Discovered> FindAsync(FakeServers servers, params (string, string)[] environment) =>
        new ZeroConfiguration(Catalog.BuiltIn, Files.Environment(environment), servers, TimeProvider.System).FindAsync(new ServerOptions(), TestContext.Current.CancellationToken);

    private sealed class FakeServers : ILocalProbe
    {
        private readonly Dictionary<string, string> _answers = [];

        public ConcurrentBag<Uri> Asked { get; } = [];

        public string this[string address]
        {
            set => _answers[address] = value;
        }

        public Task<string?> GetAsync(Uri address, CancellationToken cancellationToken)
        {
            Asked.Add(address);
            return Task.FromResult(_answers.GetValueOrDefault(address.AbsoluteUri));
        }
    }

    private sealed class SilentServers : ILocalProbe
    {
        public async Task<string?> GetAsync(Uri address, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return null;
        }
    }

    /// <summary>A clock that stands still until its one timer is fired by hand.</summary>
    private sealed class StoppedTime : TimeProvider
    {
        private TimerCallback? _callback;
        private object? _state;

        public TimeSpan Due { get; private set; }

        public void Fire() => _callback!(_state);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (_callback, _state, Due) = (callback, state, dueTime);
            return new NoTimer();
        }

        private sealed class NoTimer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
                // Nothing is held.
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
