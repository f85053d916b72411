using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading.Channels;

namespace Parley.Cli.Tests.Running;

/// <summary>The built program in a process of its own: an environment that holds nothing but what the test puts into it, and a folder of its own.</summary>
internal sealed partial class ParleyProcess : IAsyncDisposable
{
    private const int Terminate = 15;
    private const int KillSignal = 9;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Sandbox _sandbox;
    private readonly Channel<string> _errors = Channel.CreateUnbounded<string>();
    private readonly StringBuilder _heard = new();
    private readonly Task<string> _output;
    private readonly Task _listening;

    private ParleyProcess(Process process, Sandbox sandbox)
    {
        (_process, _sandbox) = (process, sandbox);
        _output = process.StandardOutput.ReadToEndAsync();
        _listening = ListenAsync();
    }

    /// <summary>Where it listens, without a slash at the end; known once the banner has come.</summary>
    public string Address { get; private set; } = "";

    /// <summary>What it said at its start, one line each.</summary>
    public IReadOnlyList<string> Banner { get; private set; } = [];

    public HttpClient Client { get; } = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Patience };

    /// <summary>Starts the gateway on a free port and waits until it serves.</summary>
    public static async Task<ParleyProcess> ServeAsync(Sandbox sandbox, IReadOnlyList<string>? arguments = null, params (string Name, string Value)[] environment)
    {
        var parley = Start(sandbox, ["--port", "0", .. arguments ?? []], environment);
        var first = await parley.WaitForLineAsync("Parley is listening on ");
        parley.Address = first["Parley is listening on ".Length..];
        parley.Client.BaseAddress = new Uri(parley.Address);
        var banner = new List<string> { first };
        while (!banner[^1].StartsWith("  curl ", StringComparison.Ordinal))
            banner.Add(await parley.WaitForLineAsync(""));
        parley.Banner = banner;
        return parley;
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int Code, string Output, string Errors)> RunAsync(Sandbox sandbox, string[] arguments, params (string Name, string Value)[] environment)
    {
        await using var parley = Start(sandbox, arguments, environment);
        var code = await parley.ExitAsync();
        return (code, await parley._output, parley._heard.ToString());
    }

    /// <summary>Runs a command to its end, with something on its standard input.</summary>
    public static async Task<(int Code, string Output, string Errors)> RunWithInputAsync(Sandbox sandbox, string input, string[] arguments, params (string Name, string Value)[] environment)
    {
        await using var parley = Start(sandbox, arguments, environment, input);
        var code = await parley.ExitAsync();
        return (code, await parley._output, parley._heard.ToString());
    }

    /// <summary>The next line on standard error that begins with a text.</summary>
    public async Task<string> WaitForLineAsync(string beginning)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            while (true)
            {
                var line = await _errors.Reader.ReadAsync(patience.Token);
                if (line.StartsWith(beginning, StringComparison.Ordinal))
                    return line;
            }
        }
        catch (Exception missing) when (missing is OperationCanceledException or ChannelClosedException)
        {
            throw new InvalidOperationException($"The program did not say '{beginning}'. It said:\n{_heard}", missing);
        }
    }

    /// <summary>Asks it to end, as a service manager does, and waits for it.</summary>
    public Task<int> StopAsync()
    {
        Assert.Equal(0, Kill(_process.Id, Terminate));
        return ExitAsync();
    }

    /// <summary>All that it has said, once it has ended.</summary>
    public async Task<string> SaidAsync()
    {
        await _listening;
        return await _output + _heard;
    }

    /// <summary>The memory that it holds, in MiB.</summary>
    public double ResidentMegabytes =>
        long.Parse(File.ReadLines($"/proc/{_process.Id}/status").Single(static line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) / 1024.0;

    /// <summary>Ends it at once, as the kernel does when memory runs out: nothing of it runs any more.</summary>
    public void KillHard() => Assert.Equal(0, Kill(_process.Id, KillSignal));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        await _listening;
        _sandbox.Sweep.Demand("What the program said", _heard.ToString());
        _process.Dispose();
    }

    private static ParleyProcess Start(Sandbox sandbox, IReadOnlyList<string> arguments, (string Name, string Value)[] environment, string input = "")
    {
        // The program as it is built, or, when the variable names one, as it is published.
        var published = Environment.GetEnvironmentVariable("PARLEY_PROGRAM");
        var program = published ?? Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(sandbox.LargestFile is null ? program : "bash")
        {
            WorkingDirectory = sandbox.Folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        if (sandbox.LargestFile is { } largest)
        {
            foreach (var word in (string[])["-c", $"trap '' XFSZ; ulimit -f {largest}; exec \"$@\"", "bash", program])
                start.ArgumentList.Add(word);
        }
        if (published is null)
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "parley.dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        var kept = new[] { "PATH", "DOTNET_ROOT", "SYSTEMROOT" }.Select(static name => (name, Environment.GetEnvironmentVariable(name))).ToList();
        start.Environment.Clear();
        foreach (var (name, value) in kept.Append(("HOME", sandbox.Folder)).Concat(environment.Select(static one => (one.Name, (string?)one.Value))))
        {
            if (value is not null)
                start.Environment[name] = value;
        }
        var process = Process.Start(start)!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        sandbox.Sweep.AddFrom(environment);
        return new ParleyProcess(process, sandbox);
    }

    private async Task<int> ExitAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        await _listening;
        return _process.ExitCode;
    }

    private async Task ListenAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            _heard.Append(line).Append('\n');
            _errors.Writer.TryWrite(line);
        }
        _errors.Writer.Complete();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
