using Parley.Dialects.Conversation;

namespace Parley.Dialects;

/// <summary>The values of <c>anthropic-beta</c>: which of them an upstream takes. Hosts of the models refuse the whole request for one that they do not know, and call some by other names.</summary>
internal static class Betas
{
    /// <summary>The header that carries them.</summary>
    public const string Header = "anthropic-beta";

    /// <summary>Whether all pass as they are.</summary>
    public static bool Pass(string? header, WireProfile profile)
    {
        if (header is null || profile.Flags is not { } flags)
            return true;
        foreach (var beta in Split(header))
        {
            if (NameOf(beta, flags) != beta)
                return false;
        }
        return true;
    }

    /// <summary>Those that pass, under the names that the upstream has for them; what becomes of the others is recorded.</summary>
    public static List<string> Of(string header, WireProfile profile, ConversionLog log)
    {
        var passed = new List<string>();
        foreach (var beta in Split(header))
        {
            var name = profile.Flags is { } flags ? NameOf(beta, flags) : beta;
            if (name is null)
                log.Dropped(Header, beta);
            else if (name != beta)
                log.Emulated(Header, beta, name);
            if (name is not null && !passed.Contains(name))
                passed.Add(name);
        }
        return passed;
    }

    private static string[] Split(string header) => header.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>The upstream's name for a beta; null when it has none.</summary>
    private static string? NameOf(string beta, IReadOnlyList<string> flags)
    {
        foreach (var flag in flags)
        {
            var equals = flag.IndexOf('=', StringComparison.Ordinal);
            if (equals >= 0 ? flag.AsSpan(0, equals).SequenceEqual(beta) : flag.EndsWith('*') ? beta.StartsWith(flag.AsSpan(0, flag.Length - 1), StringComparison.Ordinal) : beta == flag)
                return equals < 0 ? beta : flag[(equals + 1)..];
        }
        return null;
    }
}
