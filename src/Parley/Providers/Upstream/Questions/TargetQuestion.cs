using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Providers.Media;

namespace Parley.Providers.Upstream;

/// <summary>What a target is asked when the request is translated: under its own name of the model, with the operator's defaults, after the rules over its parameters.</summary>
internal static class TargetQuestion
{
    /// <summary>The header by which Claude's hosts are asked for more, whatever dialect the caller speaks. Callers of its own dialect have it in their request already.</summary>
    private const string Flags = "anthropic-beta";

    /// <summary>The question.</summary>
    /// <param name="attempt">Whom it is asked, and where differences are recorded.</param>
    /// <param name="dialect">The dialect in which it will be written.</param>
    /// <param name="refused">The refusal of a rule; null without one.</param>
    public static ModelRequest Of(Attempt attempt, string dialect, out Fault? refused)
    {
        refused = null;
        return attempt.Request.Question switch
        {
            ChatRequest chat => Of(chat, attempt, dialect, out refused),
            CountRequest count => count with { Model = attempt.Target.Model, Chat = Counted(count.Chat, attempt, dialect) },
            var other => other with { Model = attempt.Target.Model },
        };
    }

    /// <summary>The question of an HTTP backend: also with what its model signed in earlier turns, and with the bytes of media that it does not take by address.</summary>
    /// <returns>The question, or the fault of what the target cannot be asked, of a medium that cannot be fetched, or of a rule.</returns>
    public static ValueTask<(ModelRequest Asked, Fault? Fault)> PrepareAsync(Attempt attempt, Lane lane)
    {
        var request = attempt.Request;
        if (request.Question is CountRequest count && Uncountable(count, lane.Codec.Dialect, attempt) is { } uncountable)
            return new((count, uncountable));
        if (request.Question is not ChatRequest chat)
            return new((Of(attempt, lane.Codec.Dialect, out _), null));
        var profile = attempt.Target.Backend.Profile;
        chat = HostedSearch.Translate(chat, attempt.Target.Model, (IChatCodec)lane.Codec, profile);
        if (Unaskable.Of(chat, lane.Codec.Dialect, attempt) is { } unaskable)
            return new((chat, unaskable));
        chat = Unaskable.WithPossibleChoice(chat, lane.Codec.Dialect, attempt.Log);
        chat = request.Continuations.PutBack(chat, attempt.Target, lane.Codec.Dialect);
        if (request.Media is { } media)
            return InlineAsync(media, chat, attempt, (IChatCodec)lane.Codec);
        return new((Of(chat, attempt, lane.Codec.Dialect, out var refused), refused));
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<(ModelRequest Asked, Fault? Fault)> InlineAsync(RemoteMedia media, ChatRequest chat, Attempt attempt, IChatCodec codec)
    {
        var (missing, inlined) = await media.InlineAsync(chat, codec, attempt.Target.Backend.Profile, attempt.Deadlines.Token).ConfigureAwait(false);
        return (Of(inlined, attempt, codec.Dialect, out var refused), missing ?? refused);
    }

    /// <summary>The refusal of a prompt that the target could not be asked with: what no chat would take has no tokens. Null when it can be counted.</summary>
    /// <param name="count">What is asked.</param>
    /// <param name="dialect">The dialect in which the target chats; empty for one that has none.</param>
    /// <param name="attempt">The attempt.</param>
    public static Fault? Uncountable(CountRequest count, string dialect, Attempt attempt) => Unaskable.Of(WithSearch(count.Chat, attempt, dialect), dialect, attempt);

    private static ChatRequest Of(ChatRequest chat, Attempt attempt, string dialect, out Fault? refused)
    {
        refused = null;
        var backend = attempt.Target.Backend;
        chat = attempt.Request.Terms?.Apply(chat, attempt.Log) ?? chat;
        var filled = DefaultParameters.Fill(WithFlags(WithoutFallbacks(chat, attempt), attempt, dialect), backend.Defaults) with { Model = attempt.Target.Model, Stream = attempt.Request.Head.Stream };
        return backend.Parameters.IsEmpty ? filled : ParameterPolicy.Apply(filled, attempt, dialect, out refused);
    }

    /// <summary>What is counted is what would be asked.</summary>
    private static ChatRequest Counted(ChatRequest chat, Attempt attempt, string dialect) => WithFlags(WithoutFallbacks(WithSearch(chat, attempt, dialect), attempt), attempt, dialect);

    private static ChatRequest WithSearch(ChatRequest chat, Attempt attempt, string dialect) =>
        KnownDialects.Find(dialect)?.Chat is { } codec ? HostedSearch.Translate(chat, attempt.Target.Model, codec, attempt.Target.Backend.Profile) : chat;

    /// <summary>Further models are asked by Parley itself: an upstream that knew the members would ask others by these names, and one that does not would refuse them.</summary>
    private static ChatRequest WithoutFallbacks(ChatRequest chat, Attempt attempt)
    {
        var extras = chat.Extras;
        foreach (var member in attempt.Request.Head.FallbackMembers)
        {
            RecordGroups(extras?[member] ?? default, member, attempt);
            extras = extras?.Without(member);
        }
        return ReferenceEquals(extras, chat.Extras) ? chat : chat with { Extras = extras };
    }

    /// <summary>Names that nobody knows are not asked. A group may say more than a model (LiteLLM: parameters for it alone), which nobody is told.</summary>
    private static void RecordGroups(RawJson groups, string member, Attempt attempt)
    {
        if (groups.Kind != JsonValueKind.Array)
            return;
        var unknown = new List<string>();
        var reader = groups.CreateReader();
        reader.Read();
        for (var i = 0; JsonRead.NextElement(ref reader); i++)
        {
            var group = JsonScan.ReadRaw(ref reader, groups.Utf8);
            var model = group.Kind == JsonValueKind.Object ? RecordGroup(group, $"{member}[{i}]", attempt.Log) : group;
            if (model.Kind == JsonValueKind.String && model.AsText().ToString() is var name && attempt.Request.UnknownModels.Contains(name))
                unknown.Add(name);
        }
        if (unknown.Count > 0)
            attempt.Log.Dropped(member, string.Join(", ", unknown));
    }

    /// <summary>Records what a group says besides its model, which is returned.</summary>
    private static RawJson RecordGroup(RawJson group, string place, ConversionLog log)
    {
        var model = default(RawJson);
        var members = new JsonMembers(group.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("model"u8))
                model = value;
            else
                log.Dropped($"{place}.{Encoding.UTF8.GetString(name)}", value);
        }
        return model;
    }

    private static ChatRequest WithFlags(ChatRequest chat, Attempt attempt, string dialect)
    {
        if (chat.Dialect == dialect || attempt.Request.Wire.Headers[Flags] is not { } flags || chat.DialectHeaders.Any(static header => header.Key.Equals(Flags, StringComparison.OrdinalIgnoreCase)))
            return chat;
        return chat with { DialectHeaders = [.. chat.DialectHeaders, new(Flags, flags)] };
    }
}
