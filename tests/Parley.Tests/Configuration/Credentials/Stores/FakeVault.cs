using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Parley.TestKit.Upstream;

namespace Parley.Tests.Configuration.Credentials.Stores;

/// <summary>An Azure Key Vault and the service that gives tokens for it: its names, pages of two, and secrets that stay recoverable when they are deleted.</summary>
internal sealed partial class FakeVault : IAsyncDisposable
{
    private readonly ScriptedUpstream _server = new();
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, string> _secrets = new(StringComparer.OrdinalIgnoreCase) { ["somebody-elses"] = "x" };
    private readonly Dictionary<string, string> _deleted = new(StringComparer.OrdinalIgnoreCase);

    public FakeVault() => _server.Otherwise = request =>
    {
        lock (_gate)
            return Answer(request);
    };

    public string Address => _server.Address;

    public IEnumerable<string> Called => _server.Received.Select(static request => $"{request.Method} {request.Target}");

    public bool IsForbidden { get; set; }

    public Func<string, string?> Environment => name => name switch
    {
        "AZURE_TENANT_ID" => "tenant",
        "AZURE_CLIENT_ID" => "parley",
        "AZURE_CLIENT_SECRET" => "secret-of-the-app",
        "AZURE_AUTHORITY_HOST" => Address,
        _ => null,
    };

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private Script Answer(ReceivedRequest request)
    {
        var address = new Uri(new Uri(Address), request.Target);
        if (address.AbsolutePath == "/tenant/oauth2/v2.0/token")
            return request.Body.Contains("client_secret=secret-of-the-app", StringComparison.Ordinal) && request.Body.Contains("scope=https%3A%2F%2Fvault.azure.net%2F.default", StringComparison.Ordinal)
                ? Script.Json("""{"access_token":"token-for-the-vault","expires_in":3600}""") : Failed(400, "invalid_client");
        if (request.Headers.GetValueOrDefault("authorization") != "Bearer token-for-the-vault")
            return Failed(401, "Unauthorized");
        if (IsForbidden)
            return Failed(403, "Forbidden");
        if (!address.Query.Contains("api-version=7.4", StringComparison.Ordinal))
            return Failed(400, "BadParameter");
        if (address.AbsolutePath == "/secrets")
            return Page(SkipOf(address));
        return SecretPath().Match(address.AbsolutePath) is not { Success: true } path ? Failed(400, "BadParameter")
            : path.Groups["deleted"].Success ? Recover(path.Groups["name"].Value) : Secret(request, path.Groups["name"].Value);
    }

    private Script Secret(ReceivedRequest request, string name)
    {
        switch (request.Method)
        {
            case "PUT" when _deleted.ContainsKey(name):
                return Failed(409, "Conflict");
            case "PUT":
                return Bundle(name, _secrets[name] = (string)request.Json["value"]!);
            case "GET":
                return _secrets.TryGetValue(name, out var value) ? Bundle(name, value) : Failed(404, "SecretNotFound");
            case "DELETE" when _secrets.Remove(name, out var gone):
                return Bundle(name, _deleted[name] = gone);
            default:
                return Failed(404, "SecretNotFound");
        }
    }

    private Script Recover(string name)
    {
        if (!_deleted.Remove(name, out var value))
            return Failed(404, "SecretNotFound");
        return Bundle(name, _secrets[name] = value);
    }

    private Script Page(int skip) => Script.Json(new JsonObject
    {
        ["value"] = new JsonArray([.. _secrets.Keys.Skip(skip).Take(2).Select(name => new JsonObject { ["id"] = $"{Address}secrets/{name}", ["attributes"] = Attributes() })]),
        ["nextLink"] = skip + 2 < _secrets.Count ? $"{Address}secrets?api-version=7.4&$skiptoken={skip + 2}" : null,
    }.ToJsonString());

    private Script Bundle(string name, string value) => Script.Json($$"""{"value":{{JsonSerializer.Serialize(value)}},"id":"{{Address}}secrets/{{name}}/0a1b","attributes":{{Attributes().ToJsonString()}}}""");

    private static JsonObject Attributes() => new() { ["enabled"] = true, ["updated"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds() };

    private static Script Failed(int status, string code) => Script.Json($$$"""{"error":{"code":"{{{code}}}","message":"sk-very-secret was not taken"}}""", status);

    private static int SkipOf(Uri address) => SkipToken().Match(address.Query) is { Success: true } token ? int.Parse(token.Groups["count"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex("^/(?<deleted>deleted)?secrets/(?<name>[0-9a-zA-Z-]{1,127})(/recover)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SecretPath();

    [GeneratedRegex("skiptoken=(?<count>[0-9]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SkipToken();
}
