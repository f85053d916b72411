using System.Net;
using System.Runtime.CompilerServices;
using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Tests.Ledger;

namespace Parley.Tests.Serving;

/// <summary>Clients without a server when their gateway ends.</summary>
public sealed class HandlerEndTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-handler").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Answer_under_way_is_broken_off_and_in_the_books_and_then_the_code_is_stopped()
    {
        var backend = new Waiting();
        var store = new TakingStore();
        var parley = ParleyClient.Create(b => b.AddBackend(backend).KeepLedger(() => store, _folder));
        using var client = new HttpClient(parley.CreateHandler("openai")) { BaseAddress = new Uri("http://anywhere.test/") };
        using var response = await client.SendAsync(Desk.Message("openai", "x", stream: true), HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);

        await parley.DisposeAsync();

        Assert.True(backend.HadEnded);
        await Assert.ThrowsAnyAsync<Exception>(() => response.Content.ReadAsStringAsync());
        Assert.Single(store.Entries);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.SendAsync(Desk.Message("openai", "x", stream: false)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Call_whose_content_is_still_read_is_given_up_with_the_gateway(bool waits)
    {
        var parley = ParleyClient.Create(static b => b.AddEcho());
        using var client = new HttpClient(parley.CreateHandler("openai")) { BaseAddress = new Uri("http://anywhere.test/") };
        using var message = new HttpRequestMessage(HttpMethod.Post, "v1/chat/completions") { Content = new Endless() };
        var asking = client.SendAsync(message);

        if (waits)
            await parley.DisposeAsync();
        else
            parley.Gateway.Dispose();

        await Assert.ThrowsAnyAsync<Exception>(() => asking);
    }

    /// <summary>Content that never comes.</summary>
    private sealed class Endless : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    /// <summary>Says one word, and waits until it is given up.</summary>
    private sealed class Waiting() : InProcessBackend("code")
    {
        private bool _isRunning;

        /// <summary>Whether nothing ran any more when it was stopped.</summary>
        public bool HadEnded { get; private set; }

        public override async IAsyncEnumerable<ChatEvent> StreamAsync(ChatRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            _isRunning = true;
            try
            {
                yield return new ChatEvent(ChatEventKind.Text, 0, 0, "Hello");
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            finally
            {
                _isRunning = false;
            }
        }

        public override ValueTask StopAsync()
        {
            HadEnded = !_isRunning;
            return ValueTask.CompletedTask;
        }
    }
}
