using System.Diagnostics.Tracing;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Parley.Benchmarks.Allocations;

/// <summary>
/// Bytes that the whole process allocates for a request, Parley's beside those of a bare proxy on the same server and HTTP client, and for each further event of a stream.
/// Both ends of the wire allocate nothing.
/// </summary>
internal static class AllocationReport
{
    private const int Requests = 4000;
    private const int SampledRounds = 20;

    public static async Task RunAsync(bool types)
    {
        using var upstream = new RawUpstream();
        var (parley, port) = await Proxies.ParleyAsync(upstream.Port);
        var (bare, barePort) = await Proxies.BareAsync(upstream.Port);
        await using var one = parley;
        await using var other = bare;

        upstream.AnswerWith(Messages.OpenAIReply());
        var floor = PerRequest(barePort, Messages.Ask("m", stream: false));
        Say("bare proxy, whole reply", floor);
        var fast = PerRequest(port, Messages.Ask("openai/m", stream: false), types);
        Say("fast lane, whole reply", fast);
        Say("  of it ours", fast - floor);
        Say("fast lane, each further event", PerEvent(upstream, port, Messages.Ask("openai/m", stream: true), Messages.OpenAIStream));
        upstream.AnswerWith(Messages.AnthropicStream(50));
        Say("slow lane, stream of 50 events", PerRequest(port, Messages.Ask("anthropic/m", stream: true), types));
        Say("slow lane, each further event", PerEvent(upstream, port, Messages.Ask("anthropic/m", stream: true), Messages.AnthropicStream));
    }

    private static double PerEvent(RawUpstream upstream, int port, byte[] request, Func<int, byte[]> answer)
    {
        upstream.AnswerWith(answer(550));
        var many = PerRequest(port, request);
        upstream.AnswerWith(answer(50));
        return (many - PerRequest(port, request)) / 500;
    }

    private static double PerRequest(int port, byte[] request, bool types = false)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(IPAddress.Loopback, port);
        using var connection = new RawConnection(socket);
        Repeat(connection, request);
        if (!connection.Buffer.StartsWith("HTTP/1.1 200"u8))
            throw new InvalidOperationException("The proxy did not answer 200.");
        if (types)
            Sample(connection, request);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Repeat(connection, request);
        return (double)(GC.GetTotalAllocatedBytes(precise: true) - before) / Requests;
    }

    private static void Sample(RawConnection connection, byte[] request)
    {
        using var listener = new AllocatedTypes();
        for (var i = 0; i < SampledRounds; i++)
            Repeat(connection, request);
    }

    private static void Repeat(RawConnection connection, byte[] request)
    {
        for (var i = 0; i < Requests; i++)
        {
            connection.Send(request);
            if (!connection.Receive())
                throw new InvalidOperationException("The proxy closed the connection.");
        }
    }

    private static void Say(string what, double bytes) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-34} {bytes,9:0} B"));

    /// <summary>Which types are allocated most, by the runtime's samples: one for each 100 KB.</summary>
    private sealed class AllocatedTypes : EventListener
    {
        private const EventKeywords Gc = (EventKeywords)0x1;
        private readonly Dictionary<string, int> _samples = [];

        public override void Dispose()
        {
            base.Dispose();
            lock (_samples)
            {
                foreach (var (type, count) in _samples.OrderByDescending(static sample => sample.Value).Take(40))
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {count * 102400.0 / (Requests * SampledRounds),5:0} B {type}"));
            }
        }

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "Microsoft-Windows-DotNETRuntime")
                EnableEvents(eventSource, EventLevel.Verbose, Gc);
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventName?.StartsWith("GCAllocationTick", StringComparison.Ordinal) != true || eventData.PayloadNames is null)
                return;
            var type = eventData.Payload?[eventData.PayloadNames.IndexOf("TypeName")]?.ToString() ?? "?";
            lock (_samples)
                _samples[type] = _samples.GetValueOrDefault(type) + 1;
        }
    }
}
