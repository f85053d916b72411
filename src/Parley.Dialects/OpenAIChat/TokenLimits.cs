using System.Globalization;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>The limit of tokens under its two names. One of them reaches an upstream: of two the smaller, since servers differ in which they go by.</summary>
internal struct TokenLimits
{
    /// <summary>What <c>max_completion_tokens</c> says.</summary>
    public int? Newer { get; set; }

    /// <summary>What <c>max_tokens</c> says.</summary>
    public int? Older { get; set; }

    /// <summary>Whether both say something.</summary>
    public readonly bool AreTwo => Newer is not null && Older is not null;

    /// <summary>The one that counts. Less than a token is none where the other one is.</summary>
    public readonly int? One => !AreTwo ? Newer ?? Older : Newer < 1 ? Older : Older < 1 ? Newer : Math.Min(Newer!.Value, Older!.Value);

    /// <summary>Keeps one that does not count, so that its loss is reported.</summary>
    public readonly void KeepOther(string dialect, ref Extras? extras)
    {
        if (AreTwo && Newer != Older)
            (extras ??= new Extras(dialect)).Add(One == Older ? "max_completion_tokens" : "max_tokens", RawJson.Parse((One == Older ? Newer : Older)!.Value.ToString(CultureInfo.InvariantCulture)));
    }
}
