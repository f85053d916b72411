using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;

namespace Parley.Configuration.Validators;

/// <summary>A provider without a dialect of its own is described whole, and one with a dialect is not.</summary>
internal sealed class RestValidator : IValidator
{
    public void Check(GatewayOptions options, Catalog catalog, ProblemList problems)
    {
        foreach (var provider in options.Providers)
        {
            if (Lack(provider) is { } field)
                problems.Add(new Problem(ProblemCode.Missing, $"provider `{provider.Name}` of the dialect rest has no `{field}`", null) { Hint = $"add `{field}` to it" });
            if (provider.Rest is not null && provider.Dialect != ProviderDescriptor.RestDialect)
                problems.Add(new Problem(ProblemCode.NotAllowed, $"provider `{provider.Name}` has a `rest` and the dialect {provider.Dialect}", null) { Hint = "write `dialect: rest`, or leave `rest` out" });
        }
    }

    private static string? Lack(ProviderDescriptor provider)
    {
        if (provider.Dialect != ProviderDescriptor.RestDialect)
            return null;
        return provider.Rest switch
        {
            null => "rest",
            { Body: RestShape.NoBody } => "rest.body",
            { Reply.Text: null } => "rest.reply.text",
            { Stream: { } stream } when stream.Places.Text is null => "rest.stream.places.text",
            { Poll: { Address: "" } } => "rest.poll.address",
            _ => null,
        };
    }
}
