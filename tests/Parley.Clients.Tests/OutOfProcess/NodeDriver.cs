using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using Parley.Clients.Tests.Asking;

namespace Parley.Clients.Tests.OutOfProcess;

/// <summary>One Node process that drives the npm clients, for all tests. Commands and answers are JSON lines.</summary>
public sealed class NodeDriver : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<DriverAnswer>> _asked = new();
    private readonly Lock _gate = new();
    private static readonly Lazy<string?> Found = new(FindMissing);
    private Process? _node;
    private int _count;

    /// <summary>Why the npm clients cannot run here; null when they can.</summary>
    public static string? Missing => Found.Value;

    private static string Folder { get; } = typeof(NodeDriver).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static data => data.Key == "NodeFolder").Value!;

    /// <summary>Asks a client; without an ask it lists the models.</summary>
    public Task<DriverAnswer> SendAsync(string client, string gateway, Ask? ask) => SendAsync(client, gateway, ask, null);

    /// <summary>Lets a client call what is no chat, and gives its answer as the client shows it.</summary>
    /// <param name="client">The client's module.</param>
    /// <param name="gateway">Whom to call.</param>
    /// <param name="call">What, in the module's words.</param>
    public async Task<JsonElement> CallAsync(string client, string gateway, object call)
    {
        DemandNode();
        var answer = await SendAsync(client, gateway, null, call);
        return answer.Value ?? throw new InvalidOperationException(answer.Told[0].Error!.Message);
    }

    /// <summary>Skips the test where the npm clients cannot run, which CI does not forgive.</summary>
    public static void DemandNode()
    {
        if (Missing is not { } missing)
            return;
        Assert.SkipWhen(Environment.GetEnvironmentVariable("CI") is not ("true" or "1"), missing);
        Assert.Fail(missing);
    }

    private async Task<DriverAnswer> SendAsync(string client, string gateway, Ask? ask, object? call)
    {
        var id = Interlocked.Increment(ref _count);
        var told = _asked[id] = new TaskCompletionSource<DriverAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        var line = JsonSerializer.Serialize(new { id, client, gateway, ask, call }, Json);
        lock (_gate)
        {
            _node ??= Start();
            _node.StandardInput.WriteLine(line);
            _node.StandardInput.Flush();
        }
        return await told.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_node is null)
            return;
        _node.StandardInput.Close();
        _node.Kill();
        await _node.WaitForExitAsync();
        _node.Dispose();
    }

    private Process Start()
    {
        var node = new Process
        {
            StartInfo = new ProcessStartInfo("node", "driver.mjs") { WorkingDirectory = Folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false },
        };
        node.OutputDataReceived += (_, line) => Take(line.Data);
        node.ErrorDataReceived += (_, line) => Complain(line.Data);
        node.Start();
        node.BeginOutputReadLine();
        node.BeginErrorReadLine();
        return node;
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            foreach (var told in _asked.Values)
                told.TrySetException(new IOException("The Node process ended."));
            return;
        }
        var answer = JsonSerializer.Deserialize<DriverAnswer>(line, Json)!;
        if (_asked.TryRemove(answer.Id, out var waiting))
            waiting.SetResult(answer);
    }

    private static void Complain(string? line)
    {
        if (line is not null)
            Console.Error.WriteLine($"node: {line}");
    }

    private static string? FindMissing()
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules")))
            return "The npm clients are not installed: run `npm ci` in tests/Parley.Clients.Tests/node.";
        try
        {
            using var node = Process.Start(new ProcessStartInfo("node", "--version") { RedirectStandardOutput = true, UseShellExecute = false })!;
            node.WaitForExit();
            return null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "There is no Node on this machine, so the npm clients cannot run.";
        }
    }
}

/// <summary>What the driver answers.</summary>
/// <param name="Id">To which command.</param>
/// <param name="Told">What the client told.</param>
/// <param name="Models">The models that the client listed.</param>
/// <param name="Value">What a call of the client gave.</param>
public sealed record DriverAnswer(int Id, IReadOnlyList<Told> Told, IReadOnlyList<string> Models, JsonElement? Value);
