using System.Text;
using System.Text.Json.Nodes;
using Parley.Configuration;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Providers.Upstream;
using Parley.TestKit;

namespace Parley.Docs.Tests.Fidelity;

/// <summary>What became of a member.</summary>
internal enum Outcome
{
    /// <summary>It arrived as it was said.</summary>
    Exact,

    /// <summary>It stands elsewhere or in another form.</summary>
    Adapted,

    /// <summary>Its effect was produced by other means.</summary>
    Emulated,

    /// <summary>It was left out, or brought into a range.</summary>
    Lossy,

    /// <summary>The request was refused.</summary>
    Refused,
}

/// <summary>Judges a member by what it adds to the log of a translation, compared with the same translation without it.</summary>
internal sealed class Trial(string from, MemberGroup group, Member member)
{
    private readonly IChatCodec _from = CodecOf(from);

    /// <summary>What becomes of the member towards a dialect.</summary>
    public Outcome Towards(string dialect) => group.IsReply ? TowardsCaller(dialect) : TowardsUpstream(dialect);

    /// <summary>What is wrong: it vanishes without a word. Null when all is well.</summary>
    public string? SilentLoss(string dialect)
    {
        if (Towards(dialect) != Outcome.Exact)
            return null;
        return (IsSilent(dialect), member.SilenceIn(dialect)) switch
        {
            (true, null) => $"{from} {Place} towards {dialect} is gone and nothing is recorded",
            (false, { } reason) when member.Silence.ContainsKey(dialect) => $"{from} {Place} towards {dialect} is excused ('{reason}') and needs no excuse",
            _ => null,
        };
    }

    /// <summary>True when nothing of what is written differs by the member.</summary>
    public bool IsSilent(string dialect) => group.IsReply ? SameReply(dialect) : SameRequest(dialect);

    /// <summary>What is wrong within the dialect itself, where all arrives; null when all is well.</summary>
    public string? OwnLoss()
    {
        if (member.Silence.ContainsKey(from))
            return null;
        try
        {
            if (group.IsReply)
                CodecProof.ReplyIdentity(_from, Reply(member.Over));
            else
                CodecProof.RequestIdentity(_from, Request(member.Over));
            return null;
        }
        catch (Exception fault) when (fault is ProofException or WireFormatException)
        {
            return $"{from} {Place}: {fault.Message}";
        }
    }

    private string Place => $"{(group.IsReply ? "reply" : "request")} / {group.Title} / {member.Name}";

    private Outcome TowardsUpstream(string dialect)
    {
        var request = Searching(_from.ReadRequest(Request(member.Over)), dialect);
        if (_from.Peek(Request(member.Over)).StateMember is not null || !CanAsk(request, dialect))
            return Outcome.Refused;
        try
        {
            return Worst(Added(Write(null, dialect).Log, Write(member.Over, dialect).Log));
        }
        catch (WireFormatException)
        {
            return Outcome.Refused;
        }
    }

    private Outcome TowardsCaller(string dialect) => Worst(Added(WriteReply(null, dialect).Log, WriteReply(member.Over, dialect).Log));

    /// <summary>What the engine asks of a target before anything is written for it.</summary>
    private static bool CanAsk(ChatRequest request, string dialect) =>
        (dialect == DialectNames.Parley || (request.Tools.All(tool => tool.CanBeOfferedIn(dialect)) && HostedSearch.MemberOf(request, dialect) is null)) && !request.Messages.SelectMany(static message => message.Parts).Any(part => part is OpaquePart opaque && (opaque.IsReference || opaque.IsUnknown) && opaque.Dialect != dialect);

    private static IEnumerable<ConversionEntry> Added(ConversionLog without, ConversionLog with) => with.Entries.Except(without.Entries);

    private static Outcome Worst(IEnumerable<ConversionEntry> entries) => entries.Select(static entry => entry.Category switch
    {
        ConversionCategory.Moved => Outcome.Adapted,
        ConversionCategory.Emulated => Outcome.Emulated,
        _ => Outcome.Lossy,
    }).DefaultIfEmpty(Outcome.Exact).Max();

    private ChatRequest Searching(ChatRequest request, string dialect) => HostedSearch.Translate(request, Targets.ModelOf(dialect, group.Thinks), CodecOf(dialect), Targets.ProfileOf(dialect));

    private bool SameRequest(string dialect)
    {
        var (without, with) = (Write(null, dialect), Write(member.Over, dialect));
        return without.Path == with.Path && without.Text == with.Text && without.Headers.SequenceEqual(with.Headers);
    }

    private bool SameReply(string dialect) => WriteReply(null, dialect).Text == WriteReply(member.Over, dialect).Text;

    private Written Write(JsonObject? over, string dialect)
    {
        var request = _from.ReadRequest(Request(over)) with { Model = Targets.ModelOf(dialect, group.Thinks) };
        return CodecProof.WriteRequest(CodecOf(dialect), Searching(request, dialect), Targets.ProfileOf(dialect));
    }

    private Written WriteReply(JsonObject? over, string dialect) => CodecProof.WriteReply(CodecOf(dialect), _from.ReadReply(Reply(over), Targets.ProfileOf(from)));

    /// <summary>The request; <c>$path</c>, <c>$query</c> and <c>$headers</c> stand beside the members of the body.</summary>
    private WireRequest Request(JsonObject? over)
    {
        var whole = Overlay.Lay(group.Minimum, over)!.AsObject();
        var path = Take(whole, "$path")?.GetValue<string>() ?? "";
        var query = Take(whole, "$query")?.GetValue<string>() ?? "";
        var headers = Take(whole, "$headers")?.AsObject().Select(static header => KeyValuePair.Create(header.Key, (string)header.Value!)) ?? [];
        return new WireRequest(path, query, new WireHeaders(headers), Encoding.UTF8.GetBytes(whole.ToJsonString()));
    }

    private WireReply Reply(JsonObject? over) => CodecProof.Reply(Overlay.Lay(group.Minimum, over)!.ToJsonString());

    private static JsonNode? Take(JsonObject whole, string name)
    {
        var value = whole[name];
        whole.Remove(name);
        return value;
    }

    private static IChatCodec CodecOf(string dialect) => KnownDialects.Find(dialect)!.Chat;
}

/// <summary>The provider that stands for a dialect, and its models.</summary>
internal static class Targets
{
    /// <summary>The dialects, their short names, a provider each, a model that does not think where there is one, and one that does.</summary>
    private static readonly Dictionary<string, (string Short, string Provider, string Plain, string Thinking)> All = new()
    {
        [DialectNames.OpenAIChat] = ("Chat", "openai", "gpt-4o", "gpt-5"),
        [DialectNames.OpenAIResponses] = ("Responses", "openai", "gpt-4o", "gpt-5"),
        [DialectNames.AnthropicMessages] = ("Anthropic", "anthropic", "claude-sonnet-4-5", "claude-sonnet-4-5"),
        [DialectNames.Gemini] = ("Gemini", "gemini", "gemini-2.5-flash", "gemini-2.5-flash"),
        [DialectNames.Ollama] = ("Ollama", "ollama", "llama3.2", "gpt-oss"),
        [DialectNames.Cohere] = ("Cohere", "cohere", "command-a-03-2025", "command-a-reasoning-08-2025"),
        [DialectNames.BedrockConverse] = ("Bedrock", "bedrock", "anthropic.claude-sonnet-4-5-20250929-v1:0", "anthropic.claude-sonnet-4-5-20250929-v1:0"),
        [DialectNames.Parley] = ("Plain", "parley-gateway", "m", "m"),
    };

    /// <summary>The dialects in the order of the page.</summary>
    public static IReadOnlyList<string> Dialects { get; } = [.. All.Keys];

    /// <summary>The heading of a column.</summary>
    public static string ShortOf(string dialect) => All[dialect].Short;

    /// <summary>The provider whose profile is used, and how it is asked where it is mostly asked otherwise.</summary>
    public static string ProviderOf(string dialect)
    {
        var (shortName, provider, _, _) = All[dialect];
        return Catalog.BuiltIn.Find(provider)!.Dialect == dialect ? provider : $"{provider}, {shortName}";
    }

    /// <summary>The model that is asked.</summary>
    public static string ModelOf(string dialect, bool thinks) => thinks ? All[dialect].Thinking : All[dialect].Plain;

    /// <summary>How the provider deviates.</summary>
    public static WireProfile ProfileOf(string dialect) => Catalog.BuiltIn.Find(All[dialect].Provider)!.Quirks;
}
