using System.Net;
using Parley.Configuration;
using Parley.Dialects.Conversation;

namespace Parley.Tests.Serving;

/// <summary>Calls without a server that bring too much, and backends that give up.</summary>
public sealed class HandlerBoundsTests
{
    [Theory]
    [InlineData("openai", "v1/chat/completions", "request_too_large")]
    [InlineData("anthropic", "v1/messages", "\"type\":\"request_too_large\"")]
    public async Task Content_without_end_is_read_no_further_than_bodies_may_be(string vendor, string path, string shown)
    {
        using var desk = Desk.Echo("""{ "server": { "max_body_mb": 1 } }""");
        using var client = desk.Client(vendor);
        await using var endless = new Endless();
        using var content = new StreamContent(endless);

        using var response = await client.PostAsync(path, content);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains(shown, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.InRange(endless.Given, 1, 2 << 20);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Code_that_was_given_up_by_somebody_of_its_own_has_failed(bool stream)
    {
        using var desk = new Desk(static (_, _) => throw new BackendFaultException(FaultKind.Cancelled, "A worker was taken away."));
        using var client = desk.Client("openai");

        using var response = await Desk.AskAsync(client, "openai", stream: stream);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Contains("A worker was taken away.", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    /// <summary>Gives up to sixteen times what may be, so that a test of what is not bounded ends too.</summary>
    private sealed class Endless : MemoryStream
    {
        public override bool CanSeek => false;

        public long Given { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            if (Given >= 16 << 20)
                return 0;
            buffer.Fill((byte)' ');
            Given += buffer.Length;
            return buffer.Length;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Read(buffer.AsSpan(offset, count)));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) => CopyAsync(destination, cancellationToken);

        private async Task CopyAsync(Stream destination, CancellationToken cancellationToken)
        {
            var buffer = new byte[64 << 10];
            while (Read(buffer) is > 0 and var count)
                await destination.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
        }
    }
}
