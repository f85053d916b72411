using System.Reflection;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Pipeline.Caching;

namespace Parley.Tests.Pipeline.Caching;

/// <summary>Every member of a request tells two questions apart, but for those that are named here. A new member is found by reflection: it must be written, or be named.</summary>
public sealed class QuestionTests
{
    /// <summary>Members that do not change the answer, or that others say.</summary>
    private static readonly HashSet<string> Silent =
    [
        // How it is sent, whose targets stand in its place, and who read it.
        "ChatRequest.Stream", "ChatRequest.StreamOptions", "ChatRequest.Model", "ChatRequest.Dialect",
        // For the provider's books and its prompt cache.
        "ChatRequest.Metadata", "ChatRequest.Store", "ChatRequest.PromptCacheKey", "ChatRequest.PromptCacheRetention", "ToolSpec.Cache", "Part.Cache",
        // Made on the way to a target; what a provider searches is not kept at all.
        "ToolSpec.Search",
        // How the wire spelled it.
        "Message.Continues", "TextPart.IsBare", "ToolCallPart.IdIsInvented", "ToolResultPart.IdIsInvented",
    ];

    private static readonly ChatRequest Base = new() { Model = "m", Messages = [new Message(Role.User, [new TextPart("Hi")])] };

    private static readonly (object Node, Func<object, ChatRequest> Put)[] Nodes =
    [
        (Base, static node => (ChatRequest)node),
        (Sampling.Default, static node => Base with { Sampling = (Sampling)node }),
        (new ResponseFormat(ResponseFormatKind.JsonSchema) { Schema = RawJson.Parse("{}") }, static node => Base with { ResponseFormat = (ResponseFormat)node }),
        (new ReasoningOptions(), static node => Base with { Reasoning = (ReasoningOptions)node }),
        (new ToolSpec("f") { Native = RawJson.Parse("""{"type":"f"}"""), Dialect = "ollama" }, static node => Base with { Tools = [(ToolSpec)node] }),
        (new ToolChoice(ToolChoiceMode.Named, "f") { Native = RawJson.Parse("{}"), Dialect = "ollama" }, static node => Base with { ToolChoice = (ToolChoice)node }),
        (new Message(Role.User, [new TextPart("x")]), static node => Base with { Messages = [(Message)node] }),
        (new TextPart("x"), Put),
        (new ReasoningPart("x"), Put),
        (new RefusalPart("x"), Put),
        (new MediaPart(MediaKind.Image, new MediaSource.Base64("eA==")), Put),
        (new ToolCallPart("c", "f", ToolArguments.FromText("{}")), Put),
        (new ToolResultPart("c", [new TextPart("x")]), Put),
        (new OpaquePart("ollama", "t", RawJson.Parse("{}")), Put),
    ];

    public static TheoryData<string, string> Members
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var (node, _) in Nodes)
            {
                foreach (var property in Settable(node.GetType()))
                    all.Add(node.GetType().Name, property.Name);
            }
            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Members))]
    public void Member_tells_two_questions_apart_unless_it_is_said_that_it_does_not(string type, string member)
    {
        var (node, put) = Nodes.Single(one => one.Node.GetType().Name == type);
        var property = node.GetType().GetProperty(member)!;
        var other = node.GetType().GetMethod("<Clone>$")!.Invoke(node, null)!;
        property.SetValue(other, Other(property, node));
        var isSilent = Silent.Contains($"{type}.{member}") || Silent.Contains($"{(node is Part ? "Part" : type)}.{member}");
        Assert.Equal(isSilent, Mark(put(node)) == Mark(put(other)));
    }

    [Theory]
    [InlineData("\"a b\"", "\"a\\u0020b\"", true)]
    [InlineData("""{"a":1,"b":2}""", """{ "a": 1, "b": 2 }""", true)]
    [InlineData("""{"a":1,"b":2}""", """{"b":2,"a":1}""", false)]
    [InlineData("""["a","b"]""", """["ab"]""", false)]
    [InlineData("""["1"]""", """[1]""", false)]
    [InlineData("\"\\ud800\"", "\"\\ud801\"", false)]
    public void Json_is_compared_by_what_it_says(string first, string second, bool areSame)
    {
        using var mark = new Fingerprint();
        Assert.Equal(areSame, Convert.ToHexString(mark.AddJson(System.Text.Encoding.UTF8.GetBytes(first)).Build()) == Convert.ToHexString(mark.AddJson(System.Text.Encoding.UTF8.GetBytes(second)).Build()));
    }

    private static ChatRequest Put(object node) => Base with { Messages = [new Message(Role.User, [(Part)node])] };

    private static IEnumerable<PropertyInfo> Settable(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(static property => property.SetMethod is { IsPublic: true });

    private static string Mark(ChatRequest request)
    {
        using var mark = new Fingerprint();
        CacheKey.AddQuestion(request, mark);
        return Convert.ToHexString(mark.Build());
    }

    /// <summary>A value that the member does not have.</summary>
    private static object? Other(PropertyInfo property, object node)
    {
        var now = property.GetValue(node);
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (type.IsEnum)
            return Enum.GetValues(type).Cast<object>().First(value => !value.Equals(now));
        return type.Name switch
        {
            "String" => "other",
            "Int32" => 7,
            "Int64" => 7L,
            "Double" => 0.25,
            "Boolean" => now is not true,
            nameof(JsonText) => JsonText.FromString("other"),
            nameof(RawJson) => RawJson.Parse("""{"other":1}"""),
            nameof(Extras) => Said(),
            nameof(Sampling) => new Sampling { Seed = 7 },
            nameof(StreamOptions) => new StreamOptions(IncludeUsage: true),
            nameof(ToolChoice) => new ToolChoice(ToolChoiceMode.Required),
            nameof(ResponseFormat) => new ResponseFormat(ResponseFormatKind.JsonObject),
            nameof(ReasoningOptions) => new ReasoningOptions { Effort = "high" },
            nameof(ToolGrammar) => new ToolGrammar("lark", "x"),
            nameof(WebSearch) => new WebSearch { MaxUses = 7 },
            nameof(CacheHint) => new CacheHint("1h"),
            nameof(PartSignature) => new PartSignature("ollama", "s"),
            nameof(MediaSource) => new MediaSource.Base64("eQ=="),
            nameof(ToolArguments) => ToolArguments.FromText("""{"x":1}"""),
            _ => OtherList(property),
        };
    }

    private static object OtherList(PropertyInfo property) => property.PropertyType.GetGenericArguments() is [var item] ? item.Name switch
    {
        nameof(Message) => (Message[])[new Message(Role.User, [new TextPart("other")])],
        nameof(Part) => (Part[])[new TextPart("other")],
        nameof(ToolSpec) => (ToolSpec[])[new ToolSpec("other")],
        nameof(JsonText) => (JsonText[])["other"],
        nameof(Citation) => (Citation[])[new Citation { Url = "http://other" }],
        "String" => (string[])["other"],
        _ when item.IsGenericType => (KeyValuePair<string, string>[])[new("x-beta", "other")],
        _ => throw new NotSupportedException($"Say here what else {property.DeclaringType!.Name}.{property.Name} may be."),
    } : throw new NotSupportedException($"Say here what else {property.DeclaringType!.Name}.{property.Name} may be.");

    private static Extras Said()
    {
        var extras = new Extras("ollama");
        extras.Add("other", RawJson.Parse("1"));
        return extras;
    }
}
