using System.Collections.Concurrent;
using Parley.Configuration.Options;
using Parley.Dialects;
using Parley.Dialects.Conversation;

namespace Parley.Providers.Media;

/// <summary>The media of one request that are named by address: fetched when the first target needs the bytes, kept for all others.</summary>
internal sealed class RemoteMedia(MediaFetcher fetcher, ImageOptions options, Func<long, bool> hold)
{
    /// <summary>Whoever asks for more lets the gateway work for others.</summary>
    private const int Most = 20;

    /// <summary>Two attempts at once may want them.</summary>
    private readonly ConcurrentDictionary<(MediaKind, string), MediaPart> _fetched = [];

    /// <summary>Fetches what a target does not take by address.</summary>
    /// <exception cref="MediaException">One cannot be fetched; the place is told.</exception>
    public async ValueTask<(Fault? Fault, ChatRequest Request)> InlineAsync(ChatRequest request, IChatCodec codec, WireProfile profile, CancellationToken cancellationToken)
    {
        if (FirstBeyondMost(request, codec, profile) is { } beyond)
            return (Unfetched(beyond, $"no more than {Most} are fetched for one request"), request);
        List<Message>? messages = null;
        for (var i = 0; i < request.Messages.Count; i++)
        {
            var message = request.Messages[i];
            if (!Holds(message.Parts, codec, profile))
                continue;
            try
            {
                (messages ??= [.. request.Messages])[i] = message with { Parts = await InlineAsync(message.Parts, codec, profile, cancellationToken).ConfigureAwait(false) };
            }
            catch (MediaException failed)
            {
                return (Unfetched(i, failed.Message), request);
            }
        }
        return (null, messages is null ? request : request with { Messages = messages });
    }

    private static Fault Unfetched(int message, string reason) =>
        new(FaultKind.InvalidRequest, $"A medium of messages[{message}] cannot be fetched: {reason}.") { Code = "image_fetch_failed", Param = $"messages[{message}].content" };

    /// <summary>The message with the first medium that is one too many, counted before any is fetched; null when there are not that many.</summary>
    private int? FirstBeyondMost(ChatRequest request, IChatCodec codec, WireProfile profile)
    {
        var wanted = new HashSet<(MediaKind, string)>(_fetched.Keys);
        for (var i = 0; i < request.Messages.Count; i++)
        {
            Count(request.Messages[i].Parts);
            if (wanted.Count > Most)
                return i;
        }
        return null;

        void Count(IReadOnlyList<Part> parts)
        {
            foreach (var part in parts)
            {
                if (part is MediaPart { Source: MediaSource.Url { Address: var address } } media && !codec.TakesAddress(media, profile))
                    wanted.Add((media.Kind, address));
                else if (part is ToolResultPart result)
                    Count(result.Content);
            }
        }
    }

    private static bool Holds(IReadOnlyList<Part> parts, IChatCodec codec, WireProfile profile)
    {
        foreach (var part in parts)
        {
            if (part is MediaPart { Source: MediaSource.Url } media && !codec.TakesAddress(media, profile) || part is ToolResultPart result && Holds(result.Content, codec, profile))
                return true;
        }
        return false;
    }

    private async ValueTask<IReadOnlyList<Part>> InlineAsync(IReadOnlyList<Part> parts, IChatCodec codec, WireProfile profile, CancellationToken cancellationToken)
    {
        var inlined = new Part[parts.Count];
        for (var i = 0; i < parts.Count; i++)
        {
            inlined[i] = parts[i] switch
            {
                MediaPart { Source: MediaSource.Url } media when !codec.TakesAddress(media, profile) => await FetchAsync(media, cancellationToken).ConfigureAwait(false),
                ToolResultPart result => result with { Content = await InlineAsync(result.Content, codec, profile, cancellationToken).ConfigureAwait(false) },
                var other => other,
            };
        }
        return inlined;
    }

    private async ValueTask<Part> FetchAsync(MediaPart media, CancellationToken cancellationToken)
    {
        var address = ((MediaSource.Url)media.Source).Address;
        if (!_fetched.TryGetValue((media.Kind, address), out var fetched))
        {
            fetched = await fetcher.FetchAsync(media, options, cancellationToken).ConfigureAwait(false);
            if (!hold(((MediaSource.Base64)fetched.Source).Data.ByteCount))
                throw new MediaException("the gateway holds too many bytes at the moment");
            _fetched[(media.Kind, address)] = fetched;
        }
        return media with { Source = fetched.Source, MediaType = fetched.MediaType };
    }
}
