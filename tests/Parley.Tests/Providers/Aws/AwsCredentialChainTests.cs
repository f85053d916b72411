using Parley.Configuration;
using Parley.Providers.Auth;
using Parley.Providers.Upstream;
using Parley.TestKit.Upstream;

namespace Parley.Tests.Providers.Aws;

public sealed class AwsCredentialChainTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("parley-aws");
    private readonly UpstreamHandlers _handlers = new();

    [Fact]
    public async Task Given_key_comes_first()
    {
        var found = await FindAsync(Anybody with { AccessKeyId = "AKID", SecretAccessKey = new Secret("s"), SessionToken = new Secret("t"), Files = Files("[default]\naws_access_key_id = other\naws_secret_access_key = x\n", "") });
        Assert.Equal(("AKID", "s", "t"), (found.AccessKeyId, found.SecretAccessKey.Reveal(), found.SessionToken?.Reveal()));
    }

    [Theory]
    [InlineData("default", "AKID1")]
    [InlineData("other", "AKID2")]
    [InlineData("third", "AKID3")]
    public async Task Profile_of_the_shared_files_is_read(string profile, string expected)
    {
        var files = Files(
            "# comment\n[default]\naws_access_key_id=AKID1\naws_secret_access_key=a=b\n\n[other]\naws_access_key_id = AKID2\naws_secret_access_key = c\naws_session_token = t\n",
            "[profile third]\nregion = eu-central-1\naws_access_key_id = AKID3\naws_secret_access_key = d\n");
        var found = await FindAsync(Anybody with { Profile = profile, Files = files });
        Assert.Equal(expected, found.AccessKeyId);
        Assert.Equal(expected == "AKID1" ? "a=b" : expected == "AKID2" ? "c" : "d", found.SecretAccessKey.Reveal());
    }

    [Fact]
    public async Task Profile_without_a_key_of_its_own_says_what_to_do()
    {
        var missing = await Assert.ThrowsAsync<CredentialException>(() => FindAsync(Anybody with { Files = Files("", "[default]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = x\n") }));
        Assert.Contains("aws configure export-credentials", missing.Message);
    }

    [Fact]
    public async Task Token_in_a_file_is_exchanged_for_a_temporary_key()
    {
        await using var service = new ScriptedUpstream();
        service.Then(Script.Whole("""
            <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult><Credentials>
            <SessionToken>tok&amp;en</SessionToken><SecretAccessKey>secret</SecretAccessKey><Expiration>2026-01-01T01:00:00Z</Expiration><AccessKeyId>ASIA1</AccessKeyId>
            </Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>
            """, "text/xml"));
        var file = Write("token", " jwt \n");
        var found = await FindAsync(Anybody with { WebIdentity = new AwsWebIdentity(file, "arn:aws:iam::1:role/r", "parley") { TokenService = new Uri(service.Address) } });
        Assert.Equal(("ASIA1", "secret", "tok&en"), (found.AccessKeyId, found.SecretAccessKey.Reveal(), found.SessionToken?.Reveal()));
        Assert.Contains("Action=AssumeRoleWithWebIdentity", Assert.Single(service.Received).Body);
        Assert.Contains("WebIdentityToken=jwt", service.Received[0].Body);
    }

    [Fact]
    public async Task Container_is_given_its_key()
    {
        await using var service = new ScriptedUpstream();
        service.Then(Script.Json("""{"AccessKeyId":"ASIA2","SecretAccessKey":"s","Token":"t","Expiration":"2026-01-01T01:00:00Z"}"""));
        var found = await FindAsync(Anybody with { Container = new AwsContainer(new Uri(service.Address + "v2/x"), null, Write("auth", "Basic x")) });
        Assert.Equal("ASIA2", found.AccessKeyId);
        Assert.Equal("Basic x", Assert.Single(service.Received).Headers["authorization"]);
    }

    [Fact]
    public async Task Machine_hands_out_the_key_of_its_role_for_a_token()
    {
        await using var service = new ScriptedUpstream();
        service.Then(Script.Whole("metadata-token", "text/plain")).Then(Script.Whole("my-role", "text/plain")).Then(Script.Json("""{"Code":"Success","AccessKeyId":"ASIA3","SecretAccessKey":"s","Token":"t","Expiration":"2026-01-01T01:00:00Z"}"""));
        var found = await FindAsync(Anybody with { InstanceMetadata = new Uri(service.Address) });
        Assert.Equal("ASIA3", found.AccessKeyId);
        Assert.Equal(["/latest/api/token", "/latest/meta-data/iam/security-credentials/", "/latest/meta-data/iam/security-credentials/my-role"], service.Received.Select(request => request.Target));
        Assert.Equal("metadata-token", service.Received[2].Headers["x-aws-ec2-metadata-token"]);
    }

    [Fact]
    public async Task Temporary_key_is_kept_until_shortly_before_its_end()
    {
        await using var service = new ScriptedUpstream();
        var count = 0;
        service.Otherwise = _ => Script.Json($$"""{"AccessKeyId":"ASIA{{++count}}","SecretAccessKey":"s","Expiration":"2026-01-01T0{{count}}:00:00Z"}""");
        var time = new SettableTime(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var chain = new AwsCredentialChain(_handlers, time);
        var identity = Anybody with { Container = new AwsContainer(new Uri(service.Address), null, null) };
        Assert.Equal("ASIA1", (await chain.FindAsync(identity, None)).AccessKeyId);
        time.Now = time.Now.AddMinutes(54);
        Assert.Equal("ASIA1", (await chain.FindAsync(identity, None)).AccessKeyId);
        time.Now = time.Now.AddMinutes(2);
        Assert.Equal("ASIA2", (await chain.FindAsync(identity, None)).AccessKeyId);
    }

    [Fact]
    public async Task No_key_anywhere_is_said_so() => Assert.Contains("neither", (await Assert.ThrowsAsync<CredentialException>(() => FindAsync(Anybody))).Message);

    public void Dispose()
    {
        _handlers.Dispose();
        _home.Delete(recursive: true);
    }

    private static AwsIdentity Anybody { get; } = new("us-east-1", "bedrock");

    private async Task<AwsCredentials> FindAsync(AwsIdentity identity) => await new AwsCredentialChain(_handlers, TimeProvider.System).FindAsync(identity, None);

    private SharedAwsFiles Files(string credentials, string config) => new(Write("credentials", credentials), Write("config", config));

    private string Write(string name, string text)
    {
        var path = Path.Combine(_home.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    private sealed class SettableTime(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
