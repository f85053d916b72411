using System.Text.Json;
using Parley.Dialects;
using Parley.Dialects.Conversation;

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
        var tools = new List<ToolSpec>(request.Tools);
        var place = PlaceOf(tools, codec.Dialect);
        if (place < 0)
        {
            var member = MemberOf(request, codec.Dialect)!;
            if (SearchIn(request.Extras!, member) is not { } search)
                return request;
            tools.Add(new ToolSpec(Name) { Search = search });
            return request with { Tools = tools, Extras = request.Extras!.Without(member) };
        }
        var isChosen = request.ToolChoice is { Mode: ToolChoiceMode.Named, Names: [var named] } && named == tools[place].Name;
        tools[place] = new ToolSpec(Name) { Search = SearchOf(tools[place], codec.Dialect) };
        return request with { Tools = tools, ToolChoice = isChosen ? new ToolChoice(ToolChoiceMode.Named, Name) : request.ToolChoice };
    }

    /// <summary>The operation in which the backend searches, where it does so in another of its dialects than the one it is usually asked in (OpenAI: in Responses, not in Chat).</summary>
    public static Operation In(Operation usual, Attempt attempt)
    {
        var backend = attempt.Target.Backend;
        if (usual.Codec is not IChatCodec codec || backend.AlsoSpeaks.Length == 0 || backend.Profile.WebSearch.Count == 0)
            return usual;
        if (attempt.Request.Question is not ChatRequest asked || !IsAsked(asked, codec.Dialect))
            return usual;
        asked = asked with { Model = attempt.Target.Model };
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
        request.Dialect != dialect && (MemberOf(request, dialect) is not null || PlaceOf(request.Tools, dialect) >= 0);

    /// <summary>Which of the tools is the first search of another dialect; less than zero when none is.</summary>
    private static int PlaceOf(IReadOnlyList<ToolSpec> tools, string dialect)
    {
        for (var i = 0; i < tools.Count; i++)
        {
            if (SearchOf(tools[i], dialect) is not null)
                return i;
        }
        return -1;
    }

    /// <summary>The search that a tool of another dialect asks for; null for every other tool.</summary>
    private static WebSearch? SearchOf(ToolSpec tool, string dialect) =>
        tool.CanBeOfferedIn(dialect) ? null : KnownDialects.Find(tool.Dialect)?.Chat.SearchOf(tool);

    private static WebSearch? SearchIn(Extras extras, string member) =>
        KnownDialects.Find(extras.Dialect)?.Chat.SearchOf(new ToolSpec(member) { Native = extras[member], Dialect = extras.Dialect });
}
