using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Chaos;

/// <summary>What must become of a fault of the first of two targets.</summary>
public enum Ending
{
    /// <summary>The first answers all the same.</summary>
    First,

    /// <summary>The second answers.</summary>
    Second,

    /// <summary>The caller is told, and the second is not asked.</summary>
    Told,

    /// <summary>The answer has begun: it ends with an error, and the second is not asked.</summary>
    Broken,
}

/// <summary>A way in which a backend fails.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Whole">What becomes of a request for a whole answer.</param>
/// <param name="Streamed">What becomes of a request for a stream.</param>
/// <param name="Play">What the backend does; it says <c>Alpha</c> where it says anything.</param>
public sealed record FaultScript(string Name, Ending Whole, Ending Streamed, Func<Scene, Script> Play)
{
    private const string Error = """{"type":"error","error":{"type":"some_error","message":"no","param":null,"code":null}}""";

    /// <summary>Whether the same target may recover by itself: it is asked once more where it is the only one.</summary>
    public bool IsRetried { get; init; }

    /// <summary>All of them.</summary>
    public static IReadOnlyList<FaultScript> All { get; } =
    [
        .. Statuses(Ending.Told, 400, 404, 405, 413, 422),
        .. Statuses(Ending.Second, 401, 402, 403, 408, 409, 429),
        .. Statuses(Ending.Second, 500, 501, 502, 503, 504, 520, 524, 529).Select(static script => script with { IsRetried = true }),
        Status("429 with a wait", 429, ("retry-after", "30")),
        Status("503 with a wait", 503, ("retry-after", "30")),
        Both("reset before the head", Ending.Second, static _ => Script.Reset()) with { IsRetried = true },
        Both("close before the head", Ending.Second, static _ => Script.Close()) with { IsRetried = true },
        Both("silence", Ending.Second, static _ => Script.Stall()),
        Both("garbage in place of a head", Ending.Second, static _ => Script.Raw("SSH-2.0-OpenSSH_9.6\r\n\r\n")),
        Both("half a head", Ending.Second, static _ => Script.Raw("HTTP/1.1 200 OK\r\ncontent-ty").ThenClose()) with { IsRetried = true },
        Both("redirect", Ending.Second, static _ => Script.Json("", 302, ("location", "http://127.0.0.1:9/"))),
        Both("page of a proxy", Ending.Second, static _ => Script.Whole("<html>It works!</html>", "text/html")),
        Both("nothing", Ending.Second, static _ => Script.Whole("", "application/json")),
        Both("JSON null", Ending.Second, static _ => Script.Json("null")),
        Both("JSON of another kind", Ending.Second, static _ => Script.Json("""{"hello":"world"}""")),
        Both("cut JSON", Ending.Second, static _ => Script.Json("""{"id":"x","choi""")),
        Both("error with status 200", Ending.Second, static _ => Script.Json("""{"type":"error","error":{"type":"overloaded_error","message":"Overloaded","code":503,"status":"UNAVAILABLE"}}""")) with { IsRetried = true },
        Both("head and silence", Ending.Second, static scene => Head(scene).ThenStall()),
        Both("head and reset", Ending.Second, static scene => Head(scene).ThenReset()),
        Both("head and close", Ending.Second, static scene => Head(scene).ThenClose()),
        Both("head and a clean end", Ending.Second, static scene => Head(scene).End()),
        Both("chunk that is none", Ending.Second, static scene => Head(scene).Send("zz\r\nhello\r\n"u8.ToArray())),
        Both("prelude and silence", Ending.Second, static scene => Prelude(scene).ThenStall()),
        Both("prelude and reset", Ending.Second, static scene => Prelude(scene).ThenReset()),
        Both("prelude and close", Ending.Second, static scene => Prelude(scene).ThenClose()),
        Both("prelude and a clean end", Ending.Second, static scene => Prelude(scene).End()),
        Both("prelude and garbage", Ending.Second, static scene => Prelude(scene).Chunk("data: {\"oops\": tru\n\n{nonsense\n\n").End()),
        Late("text and silence", static scene => Begun(scene).ThenStall()),
        Late("text and reset", static scene => Begun(scene).ThenReset()),
        Late("text and close", static scene => Begun(scene).ThenClose()),
        Late("text and a clean end", static scene => Begun(scene).End()),
        Late("text and garbage", static scene => Begun(scene).Chunk("data: {\"oops\": tru\n\n{nonsense\n\n").End()),
        Late("text and a chunk that is none", static scene => Begun(scene).Send("zz\r\nhello\r\n"u8.ToArray())),
        Both("answer byte by byte", Ending.First, static scene => scene.Stream ? Head(scene).Drip(Alpha(scene.Sample.Stream)).End() : Script.Json(Alpha(scene.Sample.Reply))),
        Both("answer and reset", Ending.First, static scene => (scene.Stream ? Head(scene).Chunk(Alpha(scene.Sample.Stream)).End() : Script.Json(Alpha(scene.Sample.Reply))).ThenReset()),
    ];

    /// <summary>An answer in the first backend's words.</summary>
    public static string Alpha(string text) => text.Replace("Hello", "Alpha", StringComparison.Ordinal);

    /// <summary>An answer in the second's.</summary>
    public static Script Omega(WireSample sample, bool stream) => stream
        ? Script.Stream(sample.Stream.Replace("Hello", "Omega", StringComparison.Ordinal), sample.ContentType)
        : Script.Json(sample.Reply.Replace("Hello", "Omega", StringComparison.Ordinal));

    private static IEnumerable<FaultScript> Statuses(Ending ending, params int[] statuses) => statuses.Select(status => Status($"{status}", status) with { Whole = ending, Streamed = ending });

    private static FaultScript Status(string name, int status, params (string, string)[] headers) => Both(name, Ending.Second, _ => Script.Json(Error, status, headers));

    private static FaultScript Both(string name, Ending ending, Func<Scene, Script> play) => new(name, ending, ending, play);

    /// <summary>What is late is after the first word of a stream; a whole answer can still be had elsewhere.</summary>
    private static FaultScript Late(string name, Func<Scene, Script> play) => new(name, Ending.Second, Ending.Broken, play);

    private static Script Head(Scene scene) => Script.Stream(scene.Stream ? scene.Sample.ContentType : "application/json");

    private static Script Prelude(Scene scene)
    {
        var text = scene.Stream ? scene.Sample.Prelude : scene.Sample.Reply[..10];
        return text.Length == 0 ? Head(scene) : Head(scene).Chunk(text);
    }

    private static Script Begun(Scene scene) => scene.Stream
        ? Head(scene).Chunk(Alpha(scene.Sample.Prelude + scene.Sample.Text.First)).Wait(scene.Seen)
        : Head(scene).Chunk(Alpha(scene.Sample.Reply)[..^5]);
}

/// <summary>What a script is played for.</summary>
/// <param name="Sample">What the backend speaks.</param>
/// <param name="Stream">Whether a stream is asked for.</param>
/// <param name="Seen">Completes when the caller has seen the beginning of the answer.</param>
public sealed record Scene(WireSample Sample, bool Stream, Task Seen);
