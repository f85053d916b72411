using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text.Json.Nodes;

namespace Parley.Configuration.Reading;

/// <summary>Any text. Numbers and words such as <c>no</c> are texts too where a text is wanted.</summary>
internal sealed class TextKind : ScalarKind<string>
{
    protected override string Wanted => "a text";

    public override JsonObject Schema() => new() { ["type"] = "string" };

    protected override bool TryParse(string text, ConfigScalar scalar, ReadScope scope, [MaybeNullWhen(false)] out string value)
    {
        value = text;
        return true;
    }
}

/// <summary>A tag. Where several stand in one text, as in headers and in the ledger, commas separate them.</summary>
internal sealed class TagKind : ScalarKind<string>
{
    protected override string Wanted => "a tag";

    public override JsonObject Schema() => new() { ["type"] = "string" };

    protected override bool TryParse(string text, ConfigScalar scalar, ReadScope scope, out string value)
    {
        value = text;
        if (!text.Contains(',', StringComparison.Ordinal))
            return true;
        scope.NotAllowed(scalar, $"the tag `{text}` has a comma in it, which separates tags", "write each tag as an item of the list");
        return false;
    }
}

/// <summary>A network: <c>10.0.0.0/8</c>, or one address.</summary>
internal sealed class NetworkKind : ScalarKind<IPNetwork>
{
    protected override string Wanted => "a network such as 127.0.0.1/32";

    public override JsonObject Schema() => new() { ["type"] = "string" };

    protected override bool TryParse(string text, ConfigScalar scalar, ReadScope scope, out IPNetwork value)
    {
        if (IPNetwork.TryParse(text, out value))
            return true;
        if (IPAddress.TryParse(text, out var single))
        {
            value = new IPNetwork(single, single.GetAddressBytes().Length * 8);
            return true;
        }
        scope.WrongKind(scalar, Wanted);
        return false;
    }
}

/// <summary><c>true</c> or <c>false</c>.</summary>
internal sealed class FlagKind : ScalarKind<bool>
{
    protected override string Wanted => "true or false";

    public override JsonObject Schema() => TypeOrReference("boolean");

    protected override bool TryParse(string text, ConfigScalar scalar, ReadScope scope, out bool value)
    {
        if (bool.TryParse(text, out value))
            return true;
        var meant = text.ToLowerInvariant() switch
        {
            "yes" or "on" or "1" => "write `true`",
            "no" or "off" or "0" => "write `false`",
            _ => "",
        };
        scope.WrongKind(scalar, Wanted, meant);
        return false;
    }
}

/// <summary>One of a fixed set of words. Two arrays instead of a dictionary: each dictionary over another enum would cost the start a millisecond of compiling.</summary>
/// <param name="words">The words.</param>
/// <param name="meanings">What each of them means.</param>
internal sealed class ChoiceKind<T>(string[] words, T[] meanings) : ScalarKind<T>
{
    protected override string Wanted => $"one of {string.Join(", ", words)}";

    public override JsonObject Schema() => new() { ["enum"] = new JsonArray([.. words.Select(word => (JsonNode)word)]) };

    protected override bool TryParse(string text, ConfigScalar scalar, ReadScope scope, [MaybeNullWhen(false)] out T value)
    {
        var index = Array.IndexOf(words, text);
        if (index >= 0)
        {
            value = meanings[index];
            return true;
        }
        value = default;
        var near = NearNames.Closest(text, words);
        scope.NotAllowed(scalar, $"`{text}` is not {Wanted}", near is null ? Wanted : $"did you mean `{near}`?");
        return false;
    }
}

/// <summary>A secret: as it is, or by a reference to the environment, a command or a file. One that leads nowhere is no problem here; who needs the secret decides.</summary>
internal sealed class SecretKind : ValueKind<Options.SecretSetting>
{
    public override JsonObject Schema() => new() { ["type"] = "string" };

    public override bool TryRead(ConfigNode node, ReadScope scope, [MaybeNullWhen(false)] out Options.SecretSetting value)
    {
        value = null;
        if (node is not ConfigScalar scalar)
        {
            scope.WrongKind(node, "a text");
            return false;
        }
        if (References.WholeVariable(scalar.Text) is { } variable)
        {
            value = Options.SecretSetting.FromVariable(variable, scope.Environment);
            return true;
        }
        if (scope.Referred(scalar) is { } referred)
        {
            value = referred;
            return true;
        }
        var text = References.Expand(scalar.Text, scope.Environment, out var unset);
        value = new Options.SecretSetting(unset is null && text.Length > 0 ? new Secret(text) : null) { Variable = unset, Inline = text.Length > 0 && text == scalar.Text };
        return true;
    }
}

/// <summary>The name of an environment variable that holds a secret.</summary>
internal sealed class SecretVariableKind : ScalarKind<Options.SecretSetting>
{
    protected override string Wanted => "the name of an environment variable";

    public override JsonObject Schema() => new() { ["type"] = "string" };

    protected override bool TryParse(string text, ConfigScalar scalar, ReadScope scope, [MaybeNullWhen(false)] out Options.SecretSetting value)
    {
        value = Options.SecretSetting.FromVariable(text, scope.Environment);
        return true;
    }
}
