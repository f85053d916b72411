using System.Text.Json;
using Parley.Configuration;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Providers.Upstream;

/// <summary>
/// Searches of the web that providers run themselves: what one dialect's tool asks for is asked of another by that one's own. Whether a target has one its provider's file says (<c>webSearch</c>);
/// where it has none the tool stays what it was, and the request is refused or the tool left out.
/// </summary>
internal static class HostedSearch
{
    /// <summary>What the tool is called once it is no dialect's own.</summary>
    private const string Name = "web_search";

    /// <summary>Members of requests that are tools in all but name: OpenAI Chat asks for its search so.</summary>
    private static readonly string[] Members = ["web_search_options"];

    /// <summary>The member that asks for a hosted tool of another dialect; null when none does. The conversation's own JSON carries all members on.</summary>
    public static string? MemberOf(ChatRequest request, string dialect) =>
        request.Extras is not { } extras || extras.Dialect == dialect || dialect == DialectNames.Parley ? null
        : Array.Find(Members, member => extras[member] is { IsAbsent: false, Kind: not (JsonValueKind.Null or JsonValueKind.False) });

    /// <summary>The request with the target's search in the place of the caller's; the request itself when it has none, or the target.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="model">The target's name of the model.</param>
    /// <param name="codec">How the target is asked.</param>
    /// <param name="profile">How the target deviates.</param>
    public static ChatRequest Translate(ChatRequest request, string model, IChatCodec codec, WireProfile profile)
    {
        if (!IsAsked(request, codec.Dialect) || !codec.CanSearch(request with { Model = model }, profile))
            return request;
        var tools = new List<ToolSpec>(request.Tools.Count);
        var searches = new HashSet<string>(StringComparer.Ordinal);
        var place = -1;
        foreach (var tool in request.Tools)
        {
            if (SearchOf(tool, codec.Dialect) is not { } search)
            {
                tools.Add(tool);
                continue;
            }
            searches.Add(tool.Name);
            Add(search, tool.Name, tool.Native, tools, ref place);
        }
        var extras = request.Extras;
        if (MemberOf(request, codec.Dialect) is { } member && SearchIn(extras!, member) is { } asked)
        {
            Add(asked, member, extras![member], tools, ref place);
            extras = extras.Without(member);
        }
        return request with { Tools = tools, Extras = extras, ToolChoice = Renamed(request.ToolChoice, searches) };
    }

    /// <summary>Whether a tool is a search that the target has too, but not beside the other tools of this request.</summary>
    public static bool IsHeldBack(ToolSpec tool, string dialect, WireProfile profile) => profile.Searches(dialect) && SearchOf(tool, dialect) is not null;

    /// <summary>Whether a member of the request asks for a search that the target has too, but not beside the tools of this request.</summary>
    public static bool IsHeldBack(string member, ChatRequest request, string dialect, WireProfile profile) =>
        profile.Searches(dialect) && request.Extras is { } extras && SearchIn(extras, member) is not null;

    /// <summary>Adds a search. A target has one: what another one beside it asks for besides is recorded as lost, where it says something else.</summary>
    private static void Add(WebSearch search, string name, RawJson native, List<ToolSpec> tools, ref int place)
    {
        if (place < 0)
        {
            place = tools.Count;
            tools.Add(new ToolSpec(Name) { Search = search });
        }
        else if (tools[place].Search is { } first && !IsSame(first, search))
        {
            first.Extras!.Add(name, native);
        }
    }

    private static bool IsSame(WebSearch one, WebSearch other) =>
        other.Extras!.Members.Count == 0 && (one.MaxUses, one.Location, one.ContextSize) == (other.MaxUses, other.Location, other.ContextSize)
        && one.AllowedDomains.SequenceEqual(other.AllowedDomains) && one.BlockedDomains.SequenceEqual(other.BlockedDomains);

    /// <summary>The choice by the name that the search has now.</summary>
    private static ToolChoice? Renamed(ToolChoice? choice, HashSet<string> searches) =>
        choice is null || !choice.Names.Any(searches.Contains) ? choice
        : choice with { Names = [.. choice.Names.Select(name => searches.Contains(name) ? Name : name).Distinct()], Native = default };

    /// <summary>The operation in which the backend searches, where it does so in another of its dialects than the one it is usually asked in (OpenAI: in Responses, not in Chat).</summary>
    public static Operation In(Operation usual, Attempt attempt)
    {
        var backend = attempt.Target.Backend;
        if (backend.AlsoSpeaks.Length == 0 || backend.Profile.WebSearch.Count == 0)
            return usual;
        return attempt.Request.Question is ChatRequest asked ? In(usual, asked, attempt.Target) : usual;
    }

    /// <summary>The operation in which a target searches for a request.</summary>
    public static Operation In(Operation usual, ChatRequest asked, Target target)
    {
        var backend = target.Backend;
        if (usual.Codec is not IChatCodec codec || !IsAsked(asked, codec.Dialect))
            return usual;
        asked = asked with { Model = target.Model };
        if (codec.CanSearch(asked, backend.Profile))
            return usual;
        foreach (var name in backend.AlsoSpeaks)
        {
            if (KnownDialects.Find(name) is { } dialect && dialect.Chat.CanSearch(asked, backend.Profile))
                return dialect.Operations[0];
        }
        return usual;
    }

    private static bool IsAsked(ChatRequest request, string dialect) =>
        request.Dialect != dialect && (MemberOf(request, dialect) is not null || request.Tools.Any(tool => SearchOf(tool, dialect) is not null));

    /// <summary>The search that a tool of another dialect asks for; null for every other tool.</summary>
    private static WebSearch? SearchOf(ToolSpec tool, string dialect) =>
        tool.CanBeOfferedIn(dialect) ? null : KnownDialects.Find(tool.Dialect)?.Chat.SearchOf(tool);

    private static WebSearch? SearchIn(Extras extras, string member) =>
        KnownDialects.Find(extras.Dialect)?.Chat.SearchOf(new ToolSpec(member) { Native = extras[member], Dialect = extras.Dialect });
}
