using System.Globalization;
using System.Text;
using Parley.Cli.Tests.Running;
using Parley.TestKit.Upstream;

namespace Parley.Cli.Tests;

/// <summary>Five hundred requests a second by ten thousand keys with limits of their own: memory stays where it is.</summary>
public sealed class SoakTests
{
    private const int Keys = 10_000;
    private const int Callers = 20;
    private const string Answer = """{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":4,"total_tokens":9}}""";

    /// <summary>
    /// So much may come to it, in megabytes. In a run of minutes the garbage collector need not have looked once at what lived long: what is in use stays at 49 MB, while what it could give back grows by 0.1 MB a second,
    /// for about four minutes. A run of an hour goes through many of those waves, and their mean stays.
    /// </summary>
    private static double MayGrow(TimeSpan length) => length < TimeSpan.FromMinutes(15) ? 24 : 12;

    /// <summary>Each caller sends one in so long a time: together five hundred a second.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(40);

    [Fact]
    public async Task Memory_is_flat_under_load()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Memory is read from /proc.");
        var length = TimeSpan.FromMinutes(double.Parse(Environment.GetEnvironmentVariable("PARLEY_SOAK_MINUTES") ?? "3", CultureInfo.InvariantCulture));
        using var sandbox = new Sandbox();
        await using var upstream = new ScriptedUpstream { Otherwise = static _ => Script.Json(Answer) };
        var keys = string.Concat(Enumerable.Range(0, Keys).Select(static key => $"  - {{ name: k{key}, key: soak-key-number-{key}, team: t{key % 100}, rpm: 100000, budget: 100 eur/day }}\n"));
        sandbox.Write("parley.yaml", $"backends: [ {{ id: up, type: openai-compatible, base_url: \"{upstream.Address}v1\", api_key: k, cost_per_token: 0.001 }} ]\nlimits: [ {{ for: {{ team: '*' }}, tokens: 100000000, per: hour }} ]\nkeys:\n{keys}");
        await using var parley = await ParleyProcess.ServeAsync(sandbox);
        using var over = new CancellationTokenSource(length);
        var answered = 0;
        var callers = Enumerable.Range(0, Callers).Select(async caller =>
        {
            using var timer = new PeriodicTimer(Pace);
            for (var turn = 0; await NextAsync(timer, over.Token); turn++)
            {
                await AskAsync(parley, ((turn * Callers) + caller) % Keys);
                Interlocked.Increment(ref answered);
            }
        }).ToList();

        var samples = new List<(double Seconds, double Megabytes)>();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        using (var timer = new PeriodicTimer(TimeSpan.FromSeconds(2)))
        {
            while (await NextAsync(timer, over.Token))
                samples.Add((clock.Elapsed.TotalSeconds, parley.ResidentMegabytes));
        }
        await Task.WhenAll(callers);

        // Every key has come once in the first third, and the garbage collector has found its size.
        var later = samples.Skip(samples.Count / 3).ToList();
        var (slope, first, last) = (Slope(later), later.Take(later.Count / 3).Average(static one => one.Megabytes), later.TakeLast(later.Count / 3).Average(static one => one.Megabytes));
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{answered} answers in {length.TotalMinutes:0.#} min, {slope * 3600:0.0} MB an hour, from {first:0.0} to {last:0.0} MB"));
        Assert.InRange(last - first, double.NegativeInfinity, MayGrow(length));
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken over)
    {
        try
        {
            return await timer.WaitForNextTickAsync(over);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task AskAsync(ParleyProcess parley, int key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/chat/completions") { Content = new StringContent("""{"model":"up/m","messages":[{"role":"user","content":"Hello"}]}""", Encoding.UTF8, "application/json") };
        request.Headers.Add("Authorization", $"Bearer soak-key-number-{key}");
        using var response = await parley.Client.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>The line through the samples, in megabytes a second.</summary>
    private static double Slope(List<(double Seconds, double Megabytes)> samples)
    {
        var (time, memory) = (samples.Average(static one => one.Seconds), samples.Average(static one => one.Megabytes));
        return samples.Sum(one => (one.Seconds - time) * (one.Megabytes - memory)) / samples.Sum(one => Math.Pow(one.Seconds - time, 2));
    }
}
