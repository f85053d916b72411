using Parley.Configuration;
using Parley.Configuration.Compiling;
using Parley.Configuration.Options;

namespace Parley.Tests.Configuration.Compiling;

public sealed class AwsSettingsTests
{
    private static readonly Dictionary<string, string> Environment = new()
    {
        ["AWS_REGION"] = "eu-west-1",
        ["AWS_ACCESS_KEY_ID"] = "AKID",
        ["AWS_SECRET_ACCESS_KEY"] = "secret",
        ["AWS_PROFILE"] = "work",
        ["HOME"] = "/home/me",
        ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/v2/x",
    };

    [Fact]
    public void Environment_is_read_as_AWSs_own_programs_read_it()
    {
        var identity = Of(new BackendOptions { Id = "b", Type = "bedrock" });

        Assert.Equal(("eu-west-1", "bedrock", "AKID", "secret", "work"), (identity.Region, identity.Service, identity.AccessKeyId, identity.SecretAccessKey?.Reveal(), identity.Profile));
        Assert.Equal(Path.Combine("/home/me", ".aws", "config"), identity.Files.Config);
        Assert.Equal("http://169.254.170.2/v2/x", identity.Container?.Address.AbsoluteUri);
        Assert.NotNull(identity.InstanceMetadata);
    }

    [Fact]
    public void Profile_that_is_chosen_is_the_only_place()
    {
        var identity = Of(new BackendOptions { Id = "b", Type = "bedrock", Auth = new AuthOptions { Profile = "models" } });

        Assert.Equal("models", identity.Profile);
        Assert.Equal((null, null, null), (identity.AccessKeyId, identity.Container, identity.InstanceMetadata));
    }

    [Theory]
    [InlineData("https://bedrock-runtime.ap-south-1.amazonaws.com/", "ap-south-1")]
    [InlineData("https://proxy.example.com/", "us-east-1")]
    public void Region_of_an_endpoint_is_in_its_name(string address, string region) =>
        Assert.Equal(region, AwsSettings.Of(new BackendOptions { Id = "b" }, Catalog.BuiltIn.Find("bedrock")!, new Uri(address), static _ => null).Region);

    private static AwsIdentity Of(BackendOptions options) =>
        AwsSettings.Of(options, Catalog.BuiltIn.Find("bedrock")!, new Uri("https://bedrock-runtime.eu-west-1.amazonaws.com/"), name => Environment.GetValueOrDefault(name));
}
