using System.Text;

namespace Parley.TestKit.Upstream;

/// <summary>What a scripted upstream does with one request, step by step.</summary>
public sealed class Script
{
    private readonly List<ScriptStep> _steps = [];

    private Script()
    {
    }

    /// <summary>The steps in order.</summary>
    public IReadOnlyList<ScriptStep> Steps => _steps;

    /// <summary>A whole JSON answer.</summary>
    public static Script Json(string body, int status = 200, params (string Name, string Value)[] headers) => Whole(body, "application/json", status, headers);

    /// <summary>A whole answer of any type.</summary>
    public static Script Whole(string body, string contentType, int status = 200, params (string Name, string Value)[] headers)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        return new Script().Send(Head(status, contentType, $"content-length: {bytes.Length}\r\n", headers)).Send(bytes);
    }

    /// <summary>The head of a chunked stream; further steps send its pieces.</summary>
    public static Script Stream(string contentType = "text/event-stream", int status = 200, params (string Name, string Value)[] headers) =>
        new Script().Send(Head(status, contentType, "transfer-encoding: chunked\r\n", headers));

    /// <summary>A whole stream, ended properly.</summary>
    public static Script Stream(string body, string contentType, params (string Name, string Value)[] headers) =>
        Stream(contentType, 200, headers).Chunk(body).End();

    /// <summary>Resets the connection without an answer.</summary>
    public static Script Reset() => new Script().ThenReset();

    /// <summary>Closes the connection in good order without an answer.</summary>
    public static Script Close() => new Script().ThenClose();

    /// <summary>Sends text in place of an answer.</summary>
    public static Script Raw(string text) => new Script().Send(Encoding.UTF8.GetBytes(text));

    /// <summary>Never answers, until the caller leaves or the test is over.</summary>
    public static Script Stall() => new Script().ThenStall();

    /// <summary>Waits until the test releases it, before anything is sent.</summary>
    public static Script Silence(Task signal) => new Script().Wait(signal);

    /// <summary>Goes on with another script.</summary>
    public Script Append(Script next)
    {
        _steps.AddRange(next._steps);
        return this;
    }

    /// <summary>Sends bytes as they are.</summary>
    public Script Send(byte[] bytes) => Add(new ScriptStep(ScriptStepKind.Send, bytes));

    /// <summary>Sends text as one HTTP chunk.</summary>
    public Script Chunk(string text) => Chunk(Encoding.UTF8.GetBytes(text));

    /// <summary>Sends bytes as one HTTP chunk.</summary>
    public Script Chunk(byte[] bytes) => Send([.. Encoding.ASCII.GetBytes($"{bytes.Length:x}\r\n"), .. bytes, .. "\r\n"u8]);

    /// <summary>Sends text in HTTP chunks of one byte, each in a packet of its own.</summary>
    public Script Drip(string text)
    {
        foreach (var value in Encoding.UTF8.GetBytes(text))
            Add(new ScriptStep(ScriptStepKind.Send, [.. "1\r\n"u8, value, .. "\r\n"u8]));
        return this;
    }

    /// <summary>Ends a chunked stream properly.</summary>
    public Script End() => Send("0\r\n\r\n"u8.ToArray());

    /// <summary>Waits until the test releases it.</summary>
    public Script Wait(Task signal) => Add(new ScriptStep(ScriptStepKind.Wait, []) { Signal = signal });

    /// <summary>Resets the connection.</summary>
    public Script ThenReset() => Add(new ScriptStep(ScriptStepKind.Reset, []));

    /// <summary>Closes the connection in good order, wherever the answer is.</summary>
    public Script ThenClose() => Add(new ScriptStep(ScriptStepKind.Close, []));

    /// <summary>Sends nothing more, until the caller leaves or the test is over.</summary>
    public Script ThenStall() => Add(new ScriptStep(ScriptStepKind.Stall, []));

    private Script Add(ScriptStep step)
    {
        _steps.Add(step);
        return this;
    }

    private static byte[] Head(int status, string contentType, string framing, (string Name, string Value)[] headers)
    {
        var head = new StringBuilder($"HTTP/1.1 {status} Scripted\r\ncontent-type: {contentType}\r\n{framing}");
        foreach (var (name, value) in headers)
            head.Append($"{name}: {value}\r\n");
        return Encoding.ASCII.GetBytes(head.Append("\r\n").ToString());
    }
}

/// <summary>What a step does.</summary>
public enum ScriptStepKind
{
    /// <summary>Sends bytes.</summary>
    Send,

    /// <summary>Waits for a signal.</summary>
    Wait,

    /// <summary>Resets the connection.</summary>
    Reset,

    /// <summary>Closes the connection.</summary>
    Close,

    /// <summary>Holds the connection open in silence.</summary>
    Stall,
}

/// <summary>One step of a script.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Bytes">What to send.</param>
public sealed record ScriptStep(ScriptStepKind Kind, byte[] Bytes)
{
    /// <summary>What to wait for.</summary>
    public Task Signal { get; init; } = Task.CompletedTask;
}
