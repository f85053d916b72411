using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Parley.Configuration.Options;

namespace Parley.Configuration.Reading;

/// <summary>One of several keys: the key alone, or a group with its weight.</summary>
internal sealed class ApiKeyKind : ValueKind<ApiKeyOptions>
{
    private static readonly Shape<ApiKeyOptions> Group = new(new FieldList<ApiKeyOptions>()
        .Add("key", Kinds.Secret, (entry, secret) => entry with { Key = secret }, "The key, or a reference to the environment.")
        .Add("key_env", Kinds.SecretVariable, (entry, secret) => entry with { Key = secret }, "The environment variable that holds the key.", setting: "key")
        .Add("weight", Kinds.Whole(1, 1000), (entry, number) => entry with { Weight = number }, "Its share of the requests, beside those of the others.")
        .Add("rpm", BackendLimitFields.Requests, (entry, number) => entry with { RequestsPerMinute = number }, "The most requests in a minute with it, for each model.", aliases: ["requests_per_minute", "requestsPerMinute"])
        .Add("tpm", BackendLimitFields.Tokens, (entry, number) => entry with { TokensPerMinute = number }, "The most tokens in a minute with it, for each model.", aliases: ["tokens_per_minute", "tokensPerMinute"]));

    public override JsonObject Schema()
    {
        var group = Group.Schema();
        group["type"] = new JsonArray("string", "object");
        return group;
    }

    public override bool TryRead(ConfigNode node, ReadScope scope, [MaybeNullWhen(false)] out ApiKeyOptions value)
    {
        value = null;
        if (node is ConfigMap map)
            value = Group.Read(new ApiKeyOptions { Span = map.Span }, map, scope);
        else if (Kinds.Secret.TryRead(node, scope, out var secret))
            value = new ApiKeyOptions { Key = secret, Span = node.Span };
        return value is not null;
    }
}
