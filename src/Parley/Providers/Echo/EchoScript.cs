using System.Globalization;
using System.Text.RegularExpressions;
using Parley.Configuration;
using Parley.Dialects.Conversation;

namespace Parley.Providers.Echo;

/// <summary>
/// What a prompt asks the echo to do, in square brackets anywhere in the last user text: <c>[delay 200ms]</c> before the first event, <c>[pace 50ms]</c> between events,
/// <c>[fault 429]</c> instead of an answer, <c>[fault 500 after 3]</c> in the middle of a stream, <c>[call get_weather {"city":"Oslo"}]</c> for a tool call, <c>[think text]</c> for a thought.
/// The brackets are taken out of the echo; all other text is left as it is.
/// </summary>
internal sealed partial record EchoScript(string Text)
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);

    public TimeSpan Delay { get; init; }

    public TimeSpan Pace { get; init; }

    public int? FaultStatus { get; init; }

    /// <summary>After how many pieces the fault comes; null for instead of an answer.</summary>
    public int? FaultAfter { get; init; }

    public string? CallName { get; init; }

    public string CallArguments { get; init; } = "{}";

    public string? Thought { get; init; }

    public Fault? Fault => FaultStatus is not { } status ? null : new Fault(Dialects.Conversation.FaultStatus.KindOf(status), $"The prompt asked for a fault {status}.")
    {
        Source = FaultSource.Provider,
        Status = status,
        Code = "scripted_fault",
        Backend = EchoBackend.Id,
    };

    /// <summary>Reads the last user text.</summary>
    public static EchoScript Read(string prompt)
    {
        var script = new EchoScript(prompt);
        var rest = Command().Replace(prompt, command =>
        {
            if (script.With(command.Groups["verb"].Value, command.Groups["rest"].Value.Trim()) is not { } scripted)
                return command.Value;
            script = scripted;
            return "";
        });
        return rest.Length == prompt.Length || rest.Trim() is not { Length: > 0 } text ? script : script with { Text = text };
    }

    /// <summary>The script with one more command; null for brackets that only look like one, which are text.</summary>
    private EchoScript? With(string verb, string rest) => verb switch
    {
        "delay" => Milliseconds(rest) is { } delay ? this with { Delay = delay } : null,
        "pace" => Milliseconds(rest) is { } pace ? this with { Pace = pace } : null,
        "fault" => WithFault(rest.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
        "call" => WithCall(rest),
        _ => this with { Thought = rest },
    };

    private EchoScript? WithFault(string[] words) => words.Length > 0 && int.TryParse(words[0], CultureInfo.InvariantCulture, out var status) && status is >= 400 and <= 599
        ? this with { FaultStatus = status, FaultAfter = words.Length > 2 && int.TryParse(words[2], CultureInfo.InvariantCulture, out var after) ? after : null }
        : null;

    private EchoScript? WithCall(string rest)
    {
        var space = rest.IndexOf(' ');
        if (space < 0)
            return this with { CallName = rest };
        var arguments = rest[space..].Trim();
        return arguments.StartsWith('{') ? this with { CallName = rest[..space], CallArguments = arguments } : null;
    }

    private static TimeSpan? Milliseconds(string rest)
    {
        var digits = rest.Split("ms")[0].Trim();
        if (!double.TryParse(digits, CultureInfo.InvariantCulture, out var count) || !(count >= 0 && count < TimeSpan.MaxValue.TotalMilliseconds))
            return null;
        var delay = TimeSpan.FromMilliseconds(count);
        return delay < LongestDelay ? delay : LongestDelay;
    }

    [GeneratedRegex("""\[(?<verb>delay|pace|fault|call|think) (?<rest>(?:[^\[\]]|\[[^\[\]]*\])*)\]""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 200)]
    private static partial Regex Command();
}
