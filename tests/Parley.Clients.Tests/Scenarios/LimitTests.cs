using System.ClientModel;
using System.ClientModel.Primitives;
using Anthropic;
using Anthropic.Core;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using OpenAI;
using OpenAI.Chat;
using Parley.AspNetCore.Tests;
using Parley.Clients.Tests.InProcess;
using Parley.Configuration;

namespace Parley.Clients.Tests.Scenarios;

/// <summary>Official clients with the retries that they have by default, at a budget that is used up: one call is made, and none again.</summary>
public sealed class LimitTests
{
    private const string UsedUp = """{ "server": { "echo": true }, "keys": [ { "name": "me", "key": "long-enough", "rpd": 1 } ] }""";

    [Theory]
    [MemberData(nameof(Reach.Both), MemberType = typeof(Reach))]
    public async Task Client_of_OpenAI_does_not_hammer_a_budget_that_is_used_up(bool inProcess)
    {
        await using var gateway = await RunningGateway.StartAsync(UsedUp);
        using var counted = new Counting(Reach.To(gateway, "openai", inProcess, KeyOf(gateway)));
        using var http = new HttpClient(counted);
        var client = new ChatClient("parley/echo", new ApiKeyCredential("long-enough"), new OpenAIClientOptions { Endpoint = new Uri(gateway.Address + "v1"), Transport = new HttpClientPipelineTransport(http) });
        await client.CompleteChatAsync("Hi");

        var refused = await Assert.ThrowsAsync<ClientResultException>(() => client.CompleteChatAsync("Hi"));

        Assert.Equal((402, 2), (refused.Status, counted.Calls));
        Assert.Contains("insufficient_quota", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Reach.Both), MemberType = typeof(Reach))]
    public async Task Client_of_Anthropic_does_not_hammer_a_budget_that_is_used_up(bool inProcess)
    {
        await using var gateway = await RunningGateway.StartAsync(UsedUp);
        using var counted = new Counting(Reach.To(gateway, "anthropic", inProcess, KeyOf(gateway)));
        using var http = new HttpClient(counted);
        var client = new AnthropicClient(new ClientOptions { BaseUrl = gateway.Address.TrimEnd('/'), ApiKey = "long-enough", HttpClient = http });
        var asked = new MessageCreateParams { Model = "parley/echo", MaxTokens = 9, Messages = [new UserMessageParam("Hi")] };
        await client.Messages.Create(asked);

        var refused = await Assert.ThrowsAnyAsync<AnthropicApiException>(() => client.Messages.Create(asked));

        Assert.Equal((402, 2), ((int)refused.StatusCode, counted.Calls));
        Assert.Contains("1 request a day", refused.Message, StringComparison.Ordinal);
    }

    private static CallerKey? KeyOf(RunningGateway gateway) => gateway.Snapshot.Keys.Find("long-enough");

    private sealed class Counting(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        public int Calls { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Calls++;
            return base.SendAsync(request, cancellationToken);
        }
    }
}
