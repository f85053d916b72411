using System.Net;
using System.Text.Json;
using Parley.Configuration;
using Parley.Conversations;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Providers.Auth;
using Parley.Providers.Upstream;

namespace Parley.Providers;

/// <summary>The kept replies and the copies of them that backends have: one that still runs in the background is asked for there, and one that is forgotten is forgotten there too.</summary>
internal sealed class ReplyCopies(IReplyStore store, UpstreamHandlers handlers, AuthSchemes auth, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The reply as it is now.</summary>
    public async ValueTask<(StoredReply Reply, Fault? Fault)> ReadAsync(IStatefulCodec codec, GatewaySnapshot snapshot, StoredReply stored, CancellationToken cancellationToken) =>
        stored.Reply.IsRunning && HolderOf(stored, snapshot) is { } backend
            ? await UpdateAsync(codec, new Call(HttpMethod.Get, backend, codec.PathOf(stored.Reply.Id)), stored, cancellationToken).ConfigureAwait(false)
            : (stored, null);

    /// <summary>Stops the work on a reply that runs in the background.</summary>
    public async ValueTask<(StoredReply Reply, Fault? Fault)> CancelAsync(IStatefulCodec codec, GatewaySnapshot snapshot, StoredReply stored, CancellationToken cancellationToken) =>
        HolderOf(stored, snapshot) is { } backend
            ? await UpdateAsync(codec, new Call(HttpMethod.Post, backend, codec.PathOf(stored.Reply.Id) + "/cancel"), stored, cancellationToken).ConfigureAwait(false)
            : (stored, null);

    /// <summary>Forgets a reply, first where the backend has it.</summary>
    public async ValueTask<Fault?> ForgetAsync(IStatefulCodec codec, GatewaySnapshot snapshot, StoredReply stored, CancellationToken cancellationToken)
    {
        if (stored.IsKnownToBackend && HolderOf(stored, snapshot) is { } backend)
        {
            var (_, fault) = await SendAsync(codec, new Call(HttpMethod.Delete, backend, codec.PathOf(stored.Reply.Id)), cancellationToken).ConfigureAwait(false);
            if (fault is { Kind: not FaultKind.NotFound })
                return fault;
        }
        await store.DeleteAsync(stored.Owner, stored.Reply.Id, cancellationToken).ConfigureAwait(false);
        return null;
    }

    /// <summary>The backend that has the reply, with the key that it was made with.</summary>
    private static Backend? HolderOf(StoredReply stored, GatewaySnapshot snapshot) => snapshot.Find(stored.Backend) is { } backend ? new Maker(stored.Backend, stored.Key).AmongKeysOf(backend) : null;

    private async ValueTask<(StoredReply Reply, Fault? Fault)> UpdateAsync(IStatefulCodec codec, Call call, StoredReply stored, CancellationToken cancellationToken)
    {
        var (reply, fault) = await SendAsync(codec, call, cancellationToken).ConfigureAwait(false);
        if (fault is not null)
            return (stored, fault);
        if (reply?.Id != stored.Reply.Id)
            return (stored, Malformed(call.Backend, "The backend's answer is not the response that it was asked for."));
        var updated = stored with { Reply = reply! };
        // Whoever had it forgotten meanwhile has it forgotten.
        await store.UpdateAsync(updated, cancellationToken).ConfigureAwait(false);
        return (updated, null);
    }

    private async ValueTask<(KeptReply? Reply, Fault? Fault)> SendAsync(IStatefulCodec codec, Call call, CancellationToken cancellationToken)
    {
        var backend = call.Backend;
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(call.Method, backend.AddressOf(call.Path, ""));
            foreach (var (name, value) in backend.Headers)
                request.Headers.TryAddWithoutValidation(name, value);
            await auth.ApplyAsync(request, backend, either.Token).ConfigureAwait(false);
            var invoker = handlers.For(new ConnectionSettings(backend.Timeouts.Connect, !backend.BaseAddress.IsLoopback));
            using var response = await invoker.SendAsync(request, either.Token).ConfigureAwait(false);
            using var body = await ReplyBody.ReadAsync(response, either.Token).ConfigureAwait(false);
            var reply = new WireReply((int)response.StatusCode, new ClientResponse(response), body.WrittenMemory) { Received = time.GetUtcNow() };
            if (response.StatusCode != HttpStatusCode.OK)
                return (null, codec.ReadFault(reply) with { Backend = backend.Id });
            return (codec.ReadKept(reply.Body, isStream: false), null);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or CredentialException)
        {
            return (null, new Fault(FaultKind.Connect, "The backend that has the reply cannot be reached.") { Backend = backend.Id });
        }
        catch (Exception unreadable) when (unreadable is WireFormatException or JsonException)
        {
            return (null, Malformed(backend, "The backend's answer cannot be read."));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, new Fault(FaultKind.TotalTimeout, "The backend that has the reply took too long to answer.") { Backend = backend.Id });
        }
    }

    private static Fault Malformed(Backend backend, string message) => new(FaultKind.MalformedReply, message) { Source = FaultSource.Provider, Backend = backend.Id };

    private readonly record struct Call(HttpMethod Method, Backend Backend, string Path);
}
