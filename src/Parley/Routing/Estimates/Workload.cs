using System.Collections.Immutable;
using Parley.Dialects;

namespace Parley.Routing.Estimates;

/// <summary>What a kind of work wants of a target.</summary>
/// <param name="Name">What it is about, in the words of <c>X-Media-Type</c>.</param>
/// <param name="MaxSizeGB">The largest model that is worth its time, in gigabytes.</param>
/// <param name="IsUrgent">Whether latency counts for more.</param>
/// <param name="IsSaving">Whether power counts for more.</param>
internal sealed record Workload(string Name, double MaxSizeGB, bool IsUrgent = false, bool IsSaving = false)
{
    private static readonly ImmutableArray<Workload> All =
    [
        new("realtime", 2, IsUrgent: true, IsSaving: true), new("audio", 3, IsUrgent: true), new("code", 80), new("image", 10), new("text", 10),
    ];

    private static readonly ImmutableArray<string> LiveWords = ["real-time", "realtime", "real time", "live ", "voice call", "conversation mode", "as i speak"];
    private static readonly ImmutableArray<string> SoundWords = ["audio", "transcri", "speech", "podcast", "voice"];
    private static readonly ImmutableArray<string> CodeWords = ["```", "function ", "def ", "class ", "#include", "import ", "refactor", "debug", "unit test", "stack trace", "compile", "regex", "sql"];
    private static readonly ImmutableArray<string> PictureWords = ["image", "picture", "photo", "screenshot", "diagram"];

    /// <summary>The workload of a name; null for a name of none.</summary>
    public static Workload? Find(string name) => All.FirstOrDefault(workload => workload.Name == name);

    /// <summary>
    /// The workload of a request: as the caller says, else, where the operator wants it found out, by what is attached and by words, in the order realtime (only what may not wait), audio, code, image, text. Null where nobody says it.
    /// </summary>
    public static Workload? Of(RoutingContext context)
    {
        if (context.Wishes.MediaType is { } said && Find(said) is { } known)
            return known;
        if (context.DetectedMediaType is null && context.Options.DetectWorkload)
            context.DetectedMediaType = Detect(context);
        return context.DetectedMediaType is { } found ? Find(found) : null;
    }

    private static string? Detect(RoutingContext context)
    {
        var (needs, text) = (context.Head.Needs, context.Traits?.Text);
        if (text is null && (needs & (RequestNeeds.Audio | RequestNeeds.Vision)) == RequestNeeds.None)
            return null;
        if (context.Wishes.LatencyCritical && Holds(text, LiveWords))
            return "realtime";
        if (needs.HasFlag(RequestNeeds.Audio) || Holds(text, SoundWords))
            return "audio";
        if (Holds(text, CodeWords))
            return "code";
        return needs.HasFlag(RequestNeeds.Vision) || Holds(text, PictureWords) ? "image" : "text";
    }

    private static bool Holds(string? text, ImmutableArray<string> words)
    {
        foreach (var word in words)
        {
            if (text?.Contains(word, StringComparison.OrdinalIgnoreCase) == true)
                return true;
        }
        return false;
    }
}
