using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Parley.Configuration;
using Parley.Dialects;
using Parley.Providers.Auth;
using Parley.Providers.Upstream;
using Parley.TestKit.Upstream;

namespace Parley.Tests.Providers.Tokens;

/// <summary>Bearer tokens of Google and Microsoft: who is asked for them, with which words, and how long they are kept.</summary>
public sealed class TokenSchemeTests : IDisposable
{
    private const string Scope = "https://www.googleapis.com/auth/cloud-platform";
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("parley-tokens");
    private readonly UpstreamHandlers _handlers = new();
    private readonly SettableTime _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Service_account_signs_its_demand_for_a_token()
    {
        using var key = RSA.Create(2048);
        await using var service = Service();
        var file = Write(new JsonObject
        {
            ["type"] = "service_account", ["client_email"] = "me@mine.iam.gserviceaccount.com", ["private_key_id"] = "k1", ["private_key"] = key.ExportPkcs8PrivateKeyPem(), ["token_uri"] = service.Address + "token",
        });

        Assert.Equal("Bearer t1", await GoogleAsync(new GoogleIdentity(Scope) { File = file }));

        var form = Form(Assert.Single(service.Received));
        Assert.Equal("urn:ietf:params:oauth:grant-type:jwt-bearer", form["grant_type"]);
        var parts = form["assertion"].Split('.');
        Assert.True(key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Decode(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        Assert.Equal("""{"alg":"RS256","typ":"JWT","kid":"k1"}""", Encoding.UTF8.GetString(Decode(parts[0])));
        Assert.Equal(
            $$"""{"iss":"me@mine.iam.gserviceaccount.com","scope":"{{Scope}}","aud":"{{service.Address}}token","iat":1767225600,"exp":1767229200}""",
            Encoding.UTF8.GetString(Decode(parts[1])));
    }

    [Fact]
    public async Task Signed_in_user_is_known_by_the_usual_file()
    {
        await using var service = Service();
        var file = Write(new JsonObject { ["type"] = "authorized_user", ["client_id"] = "c", ["client_secret"] = "s", ["refresh_token"] = "r", ["token_uri"] = service.Address + "token" });

        Assert.Equal("Bearer t1", await GoogleAsync(new GoogleIdentity(Scope) { UsualFile = file }));
        Assert.Equal("grant_type=refresh_token&client_id=c&client_secret=s&refresh_token=r", Assert.Single(service.Received).Body);
    }

    [Fact]
    public async Task Token_of_another_provider_is_exchanged()
    {
        await using var service = Service();
        var subject = Path.Combine(_home.FullName, "subject");
        await File.WriteAllTextAsync(subject, "theirs\n");
        var file = Write(External(service, new JsonObject { ["file"] = subject }));

        Assert.Equal("Bearer t1", await GoogleAsync(new GoogleIdentity(Scope) { File = file }));

        var form = Form(Assert.Single(service.Received));
        Assert.Equal(("urn:ietf:params:oauth:grant-type:token-exchange", "theirs", "urn:ietf:params:oauth:token-type:jwt"), (form["grant_type"], form["subject_token"], form["subject_token_type"]));
        Assert.Equal(("//iam.googleapis.com/pool", Scope, "urn:ietf:params:oauth:token-type:access_token"), (form["audience"], form["scope"], form["requested_token_type"]));
    }

    [Fact]
    public async Task Exchanged_token_is_had_from_an_address_and_used_for_a_service_account()
    {
        await using var service = new ScriptedUpstream();
        service.Then(Script.Json("""{"id_token":"theirs"}"""))
            .Then(Script.Json("""{"access_token":"between","issued_token_type":"urn:ietf:params:oauth:token-type:access_token","token_type":"Bearer","expires_in":3600}"""))
            .Then(Script.Json("""{"accessToken":"ours","expireTime":"2026-01-01T00:30:00Z"}"""));
        var external = External(service, new JsonObject
        {
            ["url"] = service.Address + "metadata/token", ["headers"] = new JsonObject { ["Metadata"] = "True" },
            ["format"] = new JsonObject { ["type"] = "json", ["subject_token_field_name"] = "id_token" },
        });
        external["service_account_impersonation_url"] = service.Address + "v1/projects/-/serviceAccounts/me:generateAccessToken";
        external["service_account_impersonation"] = new JsonObject { ["token_lifetime_seconds"] = 1800 };

        Assert.Equal("Bearer ours", await GoogleAsync(new GoogleIdentity("a b") { File = Write(external) }));

        Assert.Equal(("/metadata/token", "True"), (service.Received[0].Target, service.Received[0].Headers["metadata"]));
        Assert.Equal(("theirs", Scope), (Form(service.Received[1])["subject_token"], Form(service.Received[1])["scope"]));
        Assert.Equal(("/v1/projects/-/serviceAccounts/me:generateAccessToken", "Bearer between"), (service.Received[2].Target, service.Received[2].Headers["authorization"]));
        Assert.Equal("""{"scope":["a","b"],"lifetime":"1800s"}""", service.Received[2].Body);
    }

    [Theory]
    [InlineData("""{"error":"invalid_grant"}""", 400, "answered 400")]
    [InlineData("""{"expires_in":3600}""", 200, "no access_token")]
    public async Task Exchange_that_fails_is_said_so(string answer, int status, string reason)
    {
        await using var service = new ScriptedUpstream();
        service.Then(Script.Json(answer, status));
        var subject = Path.Combine(_home.FullName, "subject");
        await File.WriteAllTextAsync(subject, "theirs");
        var file = Write(External(service, new JsonObject { ["file"] = subject }));

        Assert.Contains(reason, (await Assert.ThrowsAsync<HttpRequestException>(() => GoogleAsync(new GoogleIdentity(Scope) { File = file }))).Message);
    }

    [Fact]
    public async Task Machine_of_Google_is_asked_where_there_is_no_file()
    {
        await using var service = Service();

        Assert.Equal("Bearer t1", await GoogleAsync(new GoogleIdentity(Scope) { UsualFile = "/nowhere.json", Metadata = new Uri(service.Address) }));
        var asked = Assert.Single(service.Received);
        Assert.Equal("/computeMetadata/v1/instance/service-accounts/default/token?scopes=https%3A%2F%2Fwww.googleapis.com%2Fauth%2Fcloud-platform", asked.Target);
        Assert.Equal("Google", asked.Headers["metadata-flavor"]);
    }

    [Theory]
    [InlineData("""{"type":"external_account"}""", "no credential_source")]
    [InlineData("""{"type":"external_account","audience":"a","subject_token_type":"t","credential_source":{"environment_id":"aws1","url":"http://x/"}}""", "only a file and a url are supported")]
    [InlineData("""{"type":"external_account","audience":"a","subject_token_type":"t","credential_source":{"file":"/nowhere"}}""", "the file with the token to exchange at Google cannot be read")]
    [InlineData("""{"type":"impersonated_service_account"}""", "impersonated_service_account are not supported")]
    [InlineData("""{"type":"service_account","client_email":"x"}""", "no private_key")]
    [InlineData("""{"type":"service_account","client_email":"x","private_key":"x"}""", "private key of the service account cannot be read")]
    [InlineData("not json", "cannot be read")]
    public async Task File_that_is_of_no_use_is_said_so(string text, string reason)
    {
        var file = Path.Combine(_home.FullName, "bad.json");
        await File.WriteAllTextAsync(file, text);

        Assert.Contains(reason, (await Assert.ThrowsAsync<CredentialException>(() => GoogleAsync(new GoogleIdentity(Scope) { File = file }))).Message);
    }

    [Fact]
    public async Task Token_that_is_given_is_sent_as_it_is() =>
        Assert.Equal("Bearer ya29", await HeaderAsync(new GoogleScheme(_handlers, _time), new BackendAuth(AuthScheme.Google) { Google = new GoogleIdentity(Scope) }, "ya29"));

    [Fact]
    public async Task Token_is_kept_until_a_minute_before_its_end()
    {
        await using var service = Service();
        var identity = new GoogleIdentity(Scope) { Metadata = new Uri(service.Address) };
        var scheme = new GoogleScheme(_handlers, _time);
        async Task<string> Next() => await HeaderAsync(scheme, new BackendAuth(AuthScheme.Google) { Google = identity });

        Assert.Equal("Bearer t1", await Next());
        _time.Now += TimeSpan.FromMinutes(58);
        Assert.Equal("Bearer t1", await Next());
        _time.Now += TimeSpan.FromMinutes(1);
        Assert.Equal("Bearer t2", await Next());
    }

    [Fact]
    public async Task Application_of_Entra_shows_its_secret()
    {
        await using var service = Service();

        Assert.Equal("Bearer t1", await EntraAsync(new EntraIdentity("https://cognitiveservices.azure.com/.default") { TokenAddress = new Uri(service.Address + "t/oauth2/v2.0/token"), ClientId = "app", ClientSecret = new Secret("hush") }));
        Assert.Equal("grant_type=client_credentials&client_id=app&scope=https%3A%2F%2Fcognitiveservices.azure.com%2F.default&client_secret=hush", Assert.Single(service.Received).Body);
    }

    [Fact]
    public async Task Workload_of_Entra_shows_the_token_that_vouches_for_it()
    {
        await using var service = Service();
        var file = Path.Combine(_home.FullName, "assertion");
        await File.WriteAllTextAsync(file, "jwt\n");

        await EntraAsync(new EntraIdentity("s/.default") { TokenAddress = new Uri(service.Address + "t"), ClientId = "app", AssertionFile = file });
        var form = Form(Assert.Single(service.Received));
        Assert.Equal(("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", "jwt"), (form["client_assertion_type"], form["client_assertion"]));
    }

    [Theory]
    [InlineData(null, "/token?api-version=2018-02-01&resource=https%3A%2F%2Fcognitiveservices.azure.com&client_id=mine", "metadata", "true")]
    [InlineData("given", "/token?api-version=2019-08-01&resource=https%3A%2F%2Fcognitiveservices.azure.com&client_id=mine", "x-identity-header", "given")]
    public async Task Machine_and_app_service_of_Azure_are_asked_in_their_own_words(string? header, string target, string name, string value)
    {
        await using var service = Service();

        await EntraAsync(new EntraIdentity("https://cognitiveservices.azure.com/.default") { ClientId = "mine", Machine = new Uri(service.Address + "token"), MachineHeader = header is null ? null : new Secret(header) });
        var asked = Assert.Single(service.Received);
        Assert.Equal((target, value), (asked.Target, asked.Headers[name]));
    }

    [Fact]
    public async Task Nobody_to_vouch_is_said_so() =>
        Assert.Contains("neither", (await Assert.ThrowsAsync<CredentialException>(() => EntraAsync(new EntraIdentity("s")))).Message);

    [Fact]
    public async Task Secret_without_a_tenant_is_not_taken_for_a_machine() =>
        Assert.Contains("tenant_id", (await Assert.ThrowsAsync<CredentialException>(() => EntraAsync(new EntraIdentity("s") { ClientSecret = new Secret("hush"), Machine = new Uri("http://127.0.0.1:1/") }))).Message);

    public void Dispose()
    {
        _handlers.Dispose();
        _home.Delete(recursive: true);
    }

    private static JsonObject External(ScriptedUpstream service, JsonObject source) => new()
    {
        ["type"] = "external_account", ["audience"] = "//iam.googleapis.com/pool", ["subject_token_type"] = "urn:ietf:params:oauth:token-type:jwt", ["token_url"] = service.Address + "v1/token", ["credential_source"] = source,
    };

    private Task<string> GoogleAsync(GoogleIdentity identity) => HeaderAsync(new GoogleScheme(_handlers, _time), new BackendAuth(AuthScheme.Google) { Google = identity });

    private Task<string> EntraAsync(EntraIdentity identity) => HeaderAsync(new EntraScheme(_handlers, _time), new BackendAuth(AuthScheme.Entra) { Entra = identity });

    private static async Task<string> HeaderAsync(IAuthScheme scheme, BackendAuth auth, string? given = null)
    {
        var backend = new Backend
        {
            Id = "b", Name = "b", Provider = Catalog.BuiltIn.Find("vertex")!, Dialect = DialectNames.Gemini, BaseAddress = new Uri("http://127.0.0.1:1/"), Auth = auth, Credential = given is null ? null : new Secret(given),
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://127.0.0.1:1/");
        await scheme.ApplyAsync(new OutgoingMessage(request), backend, None);
        return request.Headers.NonValidated["Authorization"].ToString();
    }

    private static ScriptedUpstream Service()
    {
        var count = 0;
        return new ScriptedUpstream { Otherwise = _ => Script.Json($$"""{"access_token":"t{{++count}}","expires_in":"3600","token_type":"Bearer"}""") };
    }

    private static Dictionary<string, string> Form(ReceivedRequest request) =>
        request.Body.Split('&').Select(static pair => pair.Split('=')).ToDictionary(static pair => pair[0], static pair => Uri.UnescapeDataString(pair[1]));

    private static byte[] Decode(string text) => System.Buffers.Text.Base64Url.DecodeFromChars(text);

    private string Write(JsonObject json)
    {
        var path = Path.Combine(_home.FullName, "key.json");
        File.WriteAllText(path, json.ToJsonString());
        return path;
    }

    private sealed class SettableTime(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
