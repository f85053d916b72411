using Parley.TestKit.Upstream;

namespace Parley.TestKit.Strict;

/// <summary>The scenes that fake providers play.</summary>
public static class Scenes
{
    /// <summary>Answers, whole or streamed as asked.</summary>
    public static Scene Answer(CannedAnswer answer) => (provider, heard) => Play(provider, answer, heard);

    /// <summary>Answers with calls until results come, then with the second answer.</summary>
    public static Scene Round(CannedAnswer calls, CannedAnswer final) => (provider, heard) => Play(provider, heard.HasResults ? final : calls, heard);

    /// <summary>Refuses with a status, in the vendor's envelope.</summary>
    public static Scene Refusal(int status, string message, params (string Name, string Value)[] headers) =>
        (provider, _) => Script.Json(provider.Error(status, message), provider.StatusFor(status), headers);

    /// <summary>Is silent until a signal, then refuses.</summary>
    public static Scene RefusalAfter(Task signal, int status, string message) =>
        (provider, _) => Script.Silence(signal).Append(Script.Json(provider.Error(status, message), provider.StatusFor(status)));

    /// <summary>Streams an answer up to its first text, then the vendor's in-stream error.</summary>
    public static Scene ErrorAfterText(CannedAnswer answer, string message) =>
        (provider, heard) => Start(provider, answer, heard).Chunk(provider.ErrorEvent(message)).End();

    /// <summary>Streams an answer up to its first text, then cuts the connection.</summary>
    public static Scene CutAfterText(CannedAnswer answer) => (provider, heard) => Start(provider, answer, heard).ThenReset();

    /// <summary>Streams an answer up to its first text, then ends the stream in good order, as a provider that is shut down does.</summary>
    public static Scene EndAfterText(CannedAnswer answer) => (provider, heard) => Start(provider, answer, heard).End();

    /// <summary>Streams an answer up to its first text, then falls silent.</summary>
    public static Scene StallAfterText(CannedAnswer answer) => (provider, heard) => Start(provider, answer, heard).ThenStall();

    /// <summary>Is silent until the first signal, streams up to the first text, is silent until the second signal, and streams the rest.</summary>
    public static Scene Pauses(CannedAnswer answer, Task first, Task second) => (provider, heard) =>
    {
        var events = provider.Events(answer, heard);
        var shown = ShownAt(events, answer);
        return Script.Silence(first).Append(Script.Stream(provider.StreamType))
            .Chunk(string.Concat(events.Take(shown)))
            .Wait(second)
            .Chunk(string.Concat(events.Skip(shown)))
            .End();
    };

    private static Script Play(StrictProvider provider, CannedAnswer answer, Heard heard)
    {
        if (!heard.Stream)
            return Script.Json(provider.Whole(answer, heard));
        var script = Script.Stream(provider.StreamType);
        foreach (var piece in provider.Events(answer, heard))
            script.Chunk(piece);
        return script.End();
    }

    private static Script Start(StrictProvider provider, CannedAnswer answer, Heard heard)
    {
        var events = provider.Events(answer, heard);
        return Script.Stream(provider.StreamType).Chunk(string.Concat(events.Take(ShownAt(events, answer))));
    }

    /// <summary>How many events it takes until the first piece of text is out.</summary>
    private static int ShownAt(IReadOnlyList<string> events, CannedAnswer answer)
    {
        var first = answer.Parts.OfType<CannedText>().First().Pieces[0];
        return events.TakeWhile(text => !text.Contains(first, StringComparison.Ordinal)).Count() + 1;
    }
}
