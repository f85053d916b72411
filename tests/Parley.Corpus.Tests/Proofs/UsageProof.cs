using System.Text.Json;
using Parley.Corpus.Tests.Recordings;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Corpus.Tests.Proofs;

/// <summary>What a recorded answer used stands in disjoint buckets that come to what the provider says, and is the same whether the answer comes whole or as a stream.</summary>
internal sealed class UsageProof() : Proof("usage")
{
    /// <summary>By which members of its usage each wire tells all tokens, where one lists them all.</summary>
    private static readonly string[][] Spellings =
    [
        ["prompt_tokens", "completion_tokens"],
        ["input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens"],
        ["inputTokens", "outputTokens", "cacheReadInputTokens", "cacheWriteInputTokens"],
        ["prompt_eval_count", "eval_count"],
    ];

    /// <inheritdoc/>
    public override bool IsAbout(Recording recording) => recording.IsStream || (recording.IsWhole && !recording.Protocol.Codec.IsFault(recording.Reply()));

    /// <inheritdoc/>
    public override void Prove(Recording recording, ProofRun run)
    {
        var codec = recording.Protocol.Codec;
        var reply = recording.IsWhole ? codec.ReadReply(recording.Reply(), recording.Profile) : StreamFold.Once(codec, recording.Body(), recording.Framing!.Value, recording.Profile) is { Fault: null } folded ? folded.Reply : null;
        if (reply is not { Usage: { IsKnown: true } usage })
            return;
        foreach (var (bucket, count) in Buckets(usage))
            run.Demand(count.Tokens is >= 0 and <= TokenCount.Most, recording, recording.Protocol, "bucket", $"{bucket} is {count.Tokens}");
        run.Demand(usage.Searches is >= 0 and <= TokenCount.Most, recording, recording.Protocol, "searches", $"searches are {usage.Searches}");
        var said = Told.By(recording);
        run.Demand(said.Tier == usage.ServiceTier, recording, recording.Protocol, "tier", $"the tier is {usage.ServiceTier}, the wire says {said.Tier}");
        run.Demand(said.Searches is null || said.Searches == usage.Searches, recording, recording.Protocol, "searches", $"searches are {usage.Searches}, the wire says {said.Searches}");
        var sum = usage.TotalInput + usage.TotalOutput;
        // Some count more thoughts than their whole completion holds, by their own total: such an entry is marked in the ledger.
        var contradictsItself = usage.Reasoning.Tokens > usage.Output.Tokens && usage.ProviderTotal == sum - usage.Reasoning.Tokens;
        run.Demand(usage.ProviderTotal is not { } total || total == sum || contradictsItself, recording, recording.Protocol, "total", $"the buckets come to {sum}, the provider says {usage.ProviderTotal}: {Shown(usage)}");
        if (recording.IsWhole && usage.ProviderTotal is null && SumOf(recording) is { } told)
            run.Demand(told == sum, recording, recording.Protocol, "members", $"the buckets come to {sum}, the members to {told}: {Shown(usage)}");
        run.Guard(recording, recording.Protocol, () => Compare(recording, reply, run));
    }

    /// <summary>The other form of the answer, in its own dialect.</summary>
    private static void Compare(Recording recording, ChatReply reply, ProofRun run)
    {
        var codec = recording.Protocol.Codec;
        var asked = recording.Asked() with { IncludeUsage = true, Framing = null };
        var other = recording.IsWhole
            ? StreamFold.Once(codec, CodecProof.EncodeBytes(codec, [.. ReplyEvents.Of(reply), ChatEvent.Of(ChatEventKind.End)], asked: asked), recording.Protocol.Framing).Reply
            : codec.ReadReply(new WireReply(200, WireHeaders.None, CodecProof.WriteReply(codec, reply, asked).Body), Dialects.WireProfile.Default);
        // A prompt that nobody counted stands there as an estimate.
        var read = reply.Usage.Input.IsKnown || reply.Usage.TotalInput > 0 ? other.Usage : other.Usage with { Input = reply.Usage.Input };
        run.Demand((Shown(reply.Usage), reply.Usage.Searches, reply.Usage.ServiceTier) == (Shown(read), read.Searches, read.ServiceTier), recording, recording.Protocol, "form", $"as it came {Shown(reply.Usage)}, in the other form {Shown(read)}");
    }

    /// <summary>All tokens as the wire's own members tell them; null where none lists them all.</summary>
    private static long? SumOf(Recording recording)
    {
        using var document = JsonDocument.Parse(recording.Body());
        var root = document.RootElement;
        var usage = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("usage", out var member) ? member : root;
        foreach (var spelling in Spellings)
        {
            if (usage.ValueKind == JsonValueKind.Object && spelling.Take(2).All(name => usage.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number))
                return spelling.Sum(name => usage.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : 0);
        }
        return null;
    }

    private static string Shown(Usage usage) => string.Join(" ", Buckets(usage).Where(static bucket => bucket.Count.Tokens != 0).Select(static bucket => $"{bucket.Name}={bucket.Count.Tokens}"));

    private static (string Name, TokenCount Count)[] Buckets(Usage usage) =>
    [
        ("input", usage.Input), ("cache_read", usage.CacheRead), ("cache_write_5m", usage.CacheWrite5m), ("cache_write_1h", usage.CacheWrite1h), ("audio_input", usage.AudioInput),
        ("image_input", usage.ImageInput), ("output", usage.Output), ("reasoning", usage.Reasoning), ("audio_output", usage.AudioOutput),
    ];
}
