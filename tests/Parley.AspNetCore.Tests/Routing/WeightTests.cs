using System.Net;
using System.Text;
using Parley.AspNetCore.Tests.Faults;

namespace Parley.AspNetCore.Tests.Routing;

public sealed class WeightTests
{
    private const string Path = "admin/routing/weights";

    [Fact]
    public async Task Weights_are_read_set_in_part_and_taken_back()
    {
        await using var pair = await Pair.StartAsync("openai", "openai");
        var client = pair.Gateway.Client;

        Assert.Equal("""{"cost":0.4,"latency":0.3,"quality":0.2,"availability":0.1,"power":0,"configured":true}""", await client.GetStringAsync(Path));
        Assert.Equal("""{"cost":0.4,"latency":0.9,"quality":0.2,"availability":0.1,"power":0.5,"configured":false}""", await PutAsync(client, """{"latency":0.9,"power":0.5}"""));
        Assert.Equal("""{"cost":0.6,"latency":0.2,"quality":0.2,"availability":0.1,"power":0,"configured":false}""", await PutAsync(client, """{"optimization_target":"cost"}"""));
        using var deleted = await client.DeleteAsync(Path);
        Assert.Equal("""{"cost":0.4,"latency":0.3,"quality":0.2,"availability":0.1,"power":0,"configured":true}""", await deleted.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("""{"speed":1}""", "There is no weight speed.")]
    [InlineData("""{"cost":-1}""", "cost must be a number from 0.")]
    [InlineData("""{"cost":"1"}""", "cost must be a number from 0.")]
    [InlineData("""{"optimization_target":"beauty"}""", "optimization_target is cost, speed, quality or balanced.")]
    [InlineData("""{"cost":0,"latency":0,"quality":0,"availability":0}""", "One of the weights must be above 0.")]
    [InlineData("""[1]""", "The weights are an object.")]
    [InlineData("""{"cost":""", "")]
    public async Task Weights_that_make_no_sense_change_nothing(string body, string message)
    {
        await using var pair = await Pair.StartAsync("openai", "openai");

        using var response = await pair.Gateway.Client.PutAsync(Path, new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(message, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("\"configured\":true", await pair.Gateway.Client.GetStringAsync(Path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Weights_need_a_key_where_keys_are_configured()
    {
        await using var gateway = await RunningGateway.StartAsync("""{ "server": { "http": "127.0.0.1:4000" }, "keys": [ { "name": "k", "key": "long-enough" } ] }""");

        using var refused = await gateway.Client.GetAsync(Path);
        using var put = await gateway.Client.PutAsync(Path, new StringContent("""{"cost":1}"""));

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, put.StatusCode);
    }

    private static async Task<string> PutAsync(HttpClient client, string body)
    {
        using var response = await client.PutAsync(Path, new StringContent(body, Encoding.UTF8, "application/json"));
        return await response.Content.ReadAsStringAsync();
    }
}
