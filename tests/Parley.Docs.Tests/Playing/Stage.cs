using Parley.Cli.Tests.Running;

namespace Parley.Docs.Tests.Playing;

/// <summary>
/// What a reader of one page has: a folder with the files that the page shows, the variables that it sets, the gateway at port 4000, and, where the page speaks of it, a second one at port 4001 that plays a provider.
/// </summary>
internal sealed class Stage : IAsyncDisposable
{
    private const string GatewayAddress = "http://127.0.0.1:4000";
    private const string ProviderAddress = "http://127.0.0.1:4001";
    private readonly Sandbox _sandbox = new();
    private readonly Sandbox _providersFolder = new();
    private readonly List<(string Name, string Value)> _variables = [];
    private ParleyProcess? _gateway;
    private ParleyProcess? _provider;

    /// <summary>Writes a file that the page shows; a running gateway is started anew, so that it has it.</summary>
    public async Task WriteAsync(string name, string text)
    {
        _sandbox.Write(name, await ReadyAsync(text, withGateway: false));
        if (_gateway is not null)
            await _gateway.DisposeAsync();
        _gateway = null;
    }

    public bool Has(string name) => File.Exists(Path.Combine(_sandbox.Folder, name));

    /// <summary>Sets a variable for the programs that start from now on.</summary>
    public void Set(string name, string value)
    {
        if (!value.Contains(GatewayAddress, StringComparison.Ordinal))
            _variables.Add((name, value));
    }

    /// <summary>A snippet with the real addresses in place of the documented ones.</summary>
    public Task<string> ReadyAsync(string snippet) => ReadyAsync(snippet, withGateway: true);

    /// <summary>Sends a curl line and gives what curl would print.</summary>
    public async Task<string> CurlAsync(string line)
    {
        var curl = CurlLine.Parse(await ReadyAsync(line));
        var gateway = await GatewayAsync();
        using var answer = await curl.SendAsync(gateway.Client);
        var body = await answer.Content.ReadAsStringAsync();
        if (!curl.ShowsHead)
            return body;
        var head = answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated)
            .OrderBy(static header => header.Key, StringComparer.OrdinalIgnoreCase).Select(static header => $"{header.Key.ToLowerInvariant()}: {header.Value}");
        return $"HTTP/1.1 {(int)answer.StatusCode} {answer.ReasonPhrase}\n{string.Join('\n', head)}\n\n{body}";
    }

    /// <summary>Runs a command of the program and gives what a terminal would show.</summary>
    public async Task<string> RunAsync(string[] arguments)
    {
        // What asks for a key gets one, as if it were typed.
        var (_, output, errors) = await ParleyProcess.RunWithInputAsync(_sandbox, "sk-from-a-page", arguments, [.. _variables]);
        return errors + output;
    }

    /// <summary>The banner of the gateway.</summary>
    public async Task<string> BannerAsync() => string.Join('\n', (await GatewayAsync()).Banner);

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
            await _gateway.DisposeAsync();
        if (_provider is not null)
            await _provider.DisposeAsync();
        _sandbox.Dispose();
        _providersFolder.Dispose();
    }

    private async Task<string> ReadyAsync(string snippet, bool withGateway)
    {
        if (snippet.Contains(ProviderAddress, StringComparison.Ordinal))
        {
            _provider ??= await ParleyProcess.ServeAsync(_providersFolder);
            snippet = snippet.Replace(ProviderAddress, _provider.Address, StringComparison.Ordinal);
        }
        return withGateway && snippet.Contains(GatewayAddress, StringComparison.Ordinal)
            ? snippet.Replace(GatewayAddress, (await GatewayAsync()).Address, StringComparison.Ordinal)
            : snippet;
    }

    private async Task<ParleyProcess> GatewayAsync() => _gateway ??= await ParleyProcess.ServeAsync(_sandbox, null, [.. _variables]);
}
